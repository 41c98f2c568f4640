import type { ErrorObject } from "@aws-sdk/client-lambda"
import { errorObjectBytes } from "../values/error-object.ts"
import type { ExecutionState } from "./execution-state.ts"
import { utf8Bytes } from "../values/utf8.ts"

/** Data an execution takes in counts towards its quota for good, even if overwritten (section 11). */
export function countStored(
  execution: ExecutionState,
  payload: string | undefined,
  error: ErrorObject | undefined,
): void {
  execution.storedBytes += utf8Bytes(payload) + errorObjectBytes(error)
}
