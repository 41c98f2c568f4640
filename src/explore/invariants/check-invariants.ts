import { bodyRuns } from "./body-runs.ts"
import { callbacks } from "./callbacks.ts"
import { exactlyOnce } from "./exactly-once.ts"
import { hygiene } from "./hygiene.ts"
import type { Invariant } from "./invariant.ts"
import type { DefaultInvariant } from "./invariant-name.ts"
import type { PredicateWatch } from "./predicates.ts"
import { protocol } from "./protocol.ts"
import { replayDeterminism } from "./replay-determinism.ts"
import { termination } from "./termination.ts"
import { time } from "./time.ts"
import { wakeUp } from "./wake-up.ts"
import type { Violation } from "./violation.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"

/** The invariants that one run can break by itself, the most telling first. */
const INVARIANTS: readonly (readonly [DefaultInvariant, Invariant])[] = [
  ["replay-determinism", replayDeterminism],
  ["protocol", protocol],
  ["termination", termination],
  ["exactly-once", exactlyOnce],
  ["body-runs", bodyRuns],
  ["callbacks", callbacks],
  ["wake-up", wakeUp],
  ["time", time],
  ["hygiene", hygiene],
]

/** The violations of one run by itself, whatever other runs do. Predicates of the test come first. */
export function checkInvariants(
  run: ScheduledRun,
  checked: ReadonlySet<DefaultInvariant>,
  predicates: PredicateWatch | undefined,
): readonly Violation[] {
  const violations: Violation[] = []
  for (const [name, invariant] of INVARIANTS) {
    const violation = checked.has(name) ? invariant(run) : undefined
    if (violation !== undefined) violations.push(violation)
  }
  const broken = predicates?.brokenIn(run)
  return broken === undefined ? violations : [broken, ...violations]
}
