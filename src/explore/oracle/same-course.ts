import { isFaultKind } from "../../world/events/fault-kind.ts"
import type { RunPlan, Surroundings } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"

/**
 * The same schedule at another time and with other numbers. Its choices are numbers of options, and where
 * bodies await as long as chance says these stand for something else there: then things happen in the
 * order of the run instead.
 */
export function elsewhere(
  { space }: RunPlan,
  { awaitsTimers, chosen, order }: RunReport,
  surroundings: Surroundings,
): RunPlan {
  return awaitsTimers
    ? { space, prefix: [], policy: { kind: "in-order", keys: order }, surroundings }
    : { space, prefix: chosen, policy: { kind: "oldest-first" }, surroundings }
}

/**
 * Whether a run that was made again tells something of the first one: in both, timers have fired, bodies
 * have settled and been recorded in one order, and the same faults have struck among them. Where no body
 * awaits a timer, both have recorded the same operations: by another number the handler may go another way.
 */
export function tellsOf(again: RunReport, report: RunReport): boolean {
  if (!report.awaitsTimers) return operationsOf(again) === operationsOf(report)
  return courseOf(again) === courseOf(report)
}

function operationsOf({ outcome }: RunReport): string {
  return (outcome?.operations ?? []).toSorted().join("\n")
}

function courseOf({ course, recordedOrder }: RunReport): string {
  const lastFault = course.findLastIndex((key) => isFaultKind(key.split(" ", 1)[0] ?? ""))
  return [...course.slice(0, lastFault + 1), "recorded", ...recordedOrder].join("\n")
}
