import type { Event } from "@aws-sdk/client-lambda"
import type { TrackedCallback } from "../runner/callbacks/tracked-callback.ts"
import type { Execution } from "../runner/results/execution.ts"
import type { ServedExecution } from "./served-executions.ts"
import type { ServedRequest } from "./served-endpoint.ts"

/** Watches a server. */
export interface ServeListener {
  answered(request: ServedRequest): void
  happened(execution: ServedExecution, event: Event): void
  ended(execution: Execution): void
  /** An execution that was started from outside has not ended as its scenario says. */
  differs(execution: Execution, differences: readonly string[]): void
  /** Something has gone wrong that is no answer of a function; the executions were stopped for it. */
  failed(error: unknown, executionArns: readonly string[]): void
  /** Nothing happens any more by itself, or not yet. */
  rests(waiting: readonly TrackedCallback[]): void
}
