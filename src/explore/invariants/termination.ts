import { BlockedExecutionError } from "../../runner/blocked-execution-error.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import { describeLoop } from "../../world/driving/loop-report.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** A run that has no end shows it by what it uses up first, which is up to the machine. */
const CIRCLING: ReadonlySet<string> = new Set(["EVENT_LIMIT", "RUN_BUDGET"])
const LOOP = "LOOP"

/** Every schedule leads to an end: nothing waits for ever, goes round in circles or breaks the run. */
export function termination(run: ScheduledRun): Violation | undefined {
  const { end } = run
  if (end.kind === "ended") return endlessExecution(run)
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
    signature: `termination ${CIRCLING.has(code) ? LOOP : code} ${operation ?? ""}`,
  }
}

/** The service ends each execution after 366 days. Where nobody has asked for that, it is no end. */
function endlessExecution({ world }: ScheduledRun): Violation | undefined {
  const { service, implicitTimeouts } = world
  const endless = service
    .executionArns()
    .find(
      (arn) => implicitTimeouts.has(arn) && service.describeExecution(arn).status === "TIMED_OUT",
    )
  if (endless === undefined) return undefined
  const { functionName } = service.describeExecution(endless)
  return {
    invariant: "termination",
    message:
      `the execution of ${JSON.stringify(functionName)} does not end by itself: the service ended it ` +
      `after 366 days. ${describeLoop(world.circling)}\n` +
      "Does a loop, a retry strategy or a condition of the handler never end? Give it a limit. " +
      "If the time-out is meant, set executionTimeout, an option of the runner.",
    operation: undefined,
    signature: `termination ${LOOP} `,
  }
}
