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
 * Whether a run that was made again tells something of the first one: in both, bodies have settled and been
 * recorded in one order, and the same faults have struck among them. Where no body awaits a timer, chance
 * decides the course by what the handler does, and any course tells.
 */
export function tellsOf(again: RunReport, report: RunReport): boolean {
  if (!report.awaitsTimers) return true
  return courseOf(again) === courseOf(report)
}

function courseOf({ order, recordedOrder }: RunReport): string {
  const counted = order.filter((key) => isOf(key, (kind) => kind === "settle" || isFaultKind(kind)))
  const lastFault = counted.findLastIndex((key) => isOf(key, isFaultKind))
  return [...counted.slice(0, lastFault + 1), "recorded", ...recordedOrder].join("\n")
}

function isOf(key: string, is: (kind: string) => boolean): boolean {
  return is(key.slice(0, key.indexOf(" ")))
}
