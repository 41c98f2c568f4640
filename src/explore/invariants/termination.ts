import { BlockedExecutionError } from "../../runner/blocked-execution-error.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** Every schedule leads to an end: nothing waits for ever, goes round in circles or breaks the run. */
export function termination({ end }: ScheduledRun): Violation | undefined {
  if (end.kind !== "failed") return undefined
  const { error } = end
  const isOwn = error instanceof DurableTestRunnerError
  const code = isOwn ? error.code : error instanceof Error ? error.name : typeof error
  const operation =
    error instanceof BlockedExecutionError
      ? (error.blockedOn[0]?.name ?? error.blockedOn[0]?.operationId)
      : undefined
  return {
    invariant: "termination",
    message: error instanceof Error ? error.message : String(error),
    operation,
    signature: `termination ${code} ${operation ?? ""}`,
  }
}
