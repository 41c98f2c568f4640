import { hashOperationPath } from "../../world/events/operation-path.ts"
import { bodyRuns } from "../invariants/body-runs.ts"
import { callbacks } from "../invariants/callbacks.ts"
import { exactlyOnce } from "../invariants/exactly-once.ts"
import { hygiene } from "../invariants/hygiene.ts"
import type { Invariant } from "../invariants/invariant.ts"
import { protocol } from "../invariants/protocol.ts"
import { replayDeterminism } from "../invariants/replay-determinism.ts"
import { termination } from "../invariants/termination.ts"
import { time } from "../invariants/time.ts"
import type { DefaultInvariant } from "../../schedule/invariant-name.ts"
import { outcomeOf } from "./outcome.ts"
import type { PredicateWatch } from "./predicates.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport, Violation } from "../../schedule/run-report.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"

/** The invariants that one run can break by itself, the most telling first. */
const INVARIANTS: readonly (readonly [DefaultInvariant, Invariant])[] = [
  ["replay-determinism", replayDeterminism],
  ["protocol", protocol],
  ["termination", termination],
  ["exactly-once", exactlyOnce],
  ["body-runs", bodyRuns],
  ["callbacks", callbacks],
  ["time", time],
  ["hygiene", hygiene],
]

/** Says what came of a run, and what is wrong with it whatever others do. */
export function judgeRun(
  run: ScheduledRun,
  plan: RunPlan,
  checked: ReadonlySet<DefaultInvariant>,
  predicates: PredicateWatch | undefined,
): RunReport {
  const { end, decisions, states, faults, labels, kinds, marks, observed } = run
  const isEnded = end.kind === "ended"
  return {
    end: end.kind,
    chosen: decisions.chosen,
    counts: decisions.counts,
    faultsFrom: decisions.faultsFrom,
    fingerprint: decisions.fingerprint,
    kinds: plan.wantsKinds === true ? kinds : undefined,
    labels: faults.length + run.coldStarts > 0 ? labels : [],
    recordedOrder: faults.length > 0 ? recordedOrder(run) : [],
    faults: faults.length,
    lastDraws: faults.length > 0 ? run.bodies.lastDraws : {},
    coldStarts: run.coldStarts,
    outcome: isEnded ? outcomeOf(end.execution, observed, run.world) : undefined,
    violations: violationsOf(run, checked, predicates),
    marks,
    states,
  }
}

function violationsOf(
  run: ScheduledRun,
  checked: ReadonlySet<DefaultInvariant>,
  predicates: PredicateWatch | undefined,
): Violation[] {
  const violations: Violation[] = []
  for (const [name, invariant] of INVARIANTS) {
    const violation = checked.has(name) ? invariant(run) : undefined
    if (violation !== undefined) violations.push(violation)
  }
  const broken = predicates?.brokenIn(run)
  return broken === undefined ? violations : [broken, ...violations]
}

/** The settling of bodies in the order in which their outcomes were recorded. */
function recordedOrder({ world, executionArn, bodies }: ScheduledRun): string[] {
  const { service } = world
  const paths = new Map(bodies.runs.map(({ path }) => [hashOperationPath(path), path]))
  const order: string[] = []
  for (let index = 0; index < service.eventCount(executionArn); index++) {
    const { subject, fact } = service.eventRecord(executionArn, index) ?? {}
    const path = subject === undefined ? undefined : paths.get(subject.id)
    const isOutcome = fact?.eventType === "StepSucceeded" || fact?.eventType === "StepFailed"
    if (path !== undefined && isOutcome) order.push(`step ${path} settles`)
  }
  return order
}
