import type { FaultKind } from "durable-test-runner/explore"
import * as fc from "fast-check"
import type { Setting } from "./enumerate.ts"
import type { Action, Program } from "./programs.ts"

const anAction = fc.constantFrom<Action[]>(
  "pure",
  "effect",
  "remember",
  "recall",
  "note",
  "retry",
  "once",
  "child",
  "invoke",
  "wait",
  "callback",
  "timeout",
  "race",
  "pause",
  "slow",
  "linger",
  "patient",
  "ask",
)

/** Small enough that most of them have some dozens of schedules. */
const aProgram: fc.Arbitrary<Program> = fc
  .constantFrom<Program["shape"]>("sequence", "together", "branches")
  .chain((shape) =>
    fc.record({
      actions: fc.array(anAction, { minLength: 1, maxLength: shape === "sequence" ? 3 : 2 }),
      shape: fc.constant(shape),
      announces: fc.boolean(),
    }),
  )

const crashes: readonly FaultKind[] = ["crash", "crash-after-persist"]

/** Those that the systematic search leaves to other tiers. */
const others: readonly FaultKind[] = [
  "throttle",
  "service-error",
  "lost-reply",
  "stale-token",
  "zombie",
  "late-reply",
  "no-token",
  "early-answer",
  "body-failure",
  "stop",
  "wake",
]

const aSetting: fc.Arbitrary<Setting> = fc
  .record({
    early: fc.boolean(),
    slow: fc.boolean(),
    anywhere: fc.boolean(),
    latencies: fc.boolean(),
    faults: fc.oneof(
      { weight: 3, arbitrary: fc.constant(crashes) },
      fc.subarray([...crashes]),
      fc.subarray([...crashes, ...others], { minLength: 1, maxLength: 2 }),
    ),
    maxFaults: fc.constantFrom(0, 1, 1, 1, 2),
    pageSize: fc.constantFrom(1, 1_000),
  })
  .map(({ pageSize, ...space }) => ({
    pageSize,
    space: { ...space, coldStarts: false, pageSize: undefined },
  }))

export interface Case {
  readonly program: Program
  readonly setting: Setting
}

export const aCase: fc.Arbitrary<Case> = fc.record({ program: aProgram, setting: aSetting })

/** Whether the systematic search goes through all faults of a setting, and a verdict can say so. */
export function isOfCrashes({ space: { faults } }: Setting): boolean {
  return faults.every((kind) => crashes.includes(kind))
}
