import type { Executor } from "./executor.ts"
import type { OutcomeSet } from "./outcome-set.ts"
import type { RunReport } from "./run-report.ts"
import type { Violation } from "../invariants/violation.ts"
import { nearestOutcome } from "../report/outcome-diff.ts"
import { renderDifferences } from "../report/outcome-text.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"

/**
 * What is wrong with a run in which two executions share a container. The other one may take the last seat,
 * and then this one ends otherwise, rightly. So the run is made again with a container for each: what differs
 * then is memory that they share.
 */
export async function sharedMemory(
  { chosen, outcome, space }: RunReport,
  executor: Executor,
  outcomes: OutcomeSet,
): Promise<Violation | undefined> {
  if (outcome === undefined) return undefined
  const policy = { kind: "oldest-first" } as const
  const plan: RunPlan = { space, prefix: chosen, policy, apart: true }
  const [apart] = await executor.run({ plans: [plan], known: undefined })
  if (apart?.outcome === undefined) return undefined
  const [own, shared] = [apart.outcome, outcome].map((each) => outcomes.keyOf(each))
  if (own === undefined || shared === undefined || own === shared) return undefined
  const rows = renderDifferences(nearestOutcome([JSON.parse(own)], JSON.parse(shared)), {
    legal: "a container for each",
    seen: "one container",
  })
  return {
    invariant: "module-isolation",
    message: `executions that share a container share something outside of the handler. This run differs from the same one with a container for each:\n${rows}`,
    operation: undefined,
    signature: "module-isolation shared",
  }
}

/** @param report of a run with faults. */
export function sharesContainer({ faultKinds }: RunReport): boolean {
  return faultKinds.includes("shared-container")
}
