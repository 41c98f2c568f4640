import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/**
 * An attempt of a step runs its body once in an invocation, and again only in another one, after the
 * first was lost. So a body runs at most as often as it has attempts and invocations were lost.
 */
export function bodyRuns({ bodies }: ScheduledRun): Violation | undefined {
  const seen = new Set<string>()
  for (const { executionArn, requestId, path, attempt } of bodies.runs) {
    const key = `${executionArn} ${requestId} ${path} ${attempt}`
    if (seen.has(key)) {
      return {
        invariant: "body-runs",
        message: `attempt ${attempt} of operation ${path} ran its body twice in one invocation`,
        operation: path,
        signature: `body-runs ${path}`,
      }
    }
    seen.add(key)
  }
  return undefined
}
