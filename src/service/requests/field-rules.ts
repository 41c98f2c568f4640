import type { ErrorTexts } from "../values/error-texts.ts"
import type { OperationUpdate } from "./operation-update.ts"
import { invalidParameter } from "../wire/service-errors.ts"

/** A SUCCEED brings a result, a FAIL an error (section 3.6; STEP, CONTEXT and EXECUTION alike). */
export function checkClosingFields(texts: ErrorTexts, update: OperationUpdate): void {
  if (update.action === "FAIL" && update.payload !== undefined) {
    throw invalidParameter(texts.payloadForFail)
  }
  if (update.action === "SUCCEED" && update.error !== undefined) {
    throw invalidParameter(texts.errorForSucceed)
  }
}
