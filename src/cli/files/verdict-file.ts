import { describeEnd } from "../../explore/report/outcome-text.ts"
import type { Shard } from "../../explore/report/shard.ts"
import type { UncontrolledIo } from "../../explore/invariants/uncontrolled-io.ts"
import type { Verdict } from "../../explore/report/verdict.ts"

/** What `explore --json` prints, and `merge` reads. */
export interface VerdictFile {
  readonly kind: "durable-test-runner/verdict"
  readonly name: string
  readonly passed: boolean
  /** The verdict as text. */
  readonly message: string
  readonly schedules: number
  readonly elapsedMs: number
  readonly shard: Shard
  readonly proof: unknown
  readonly outcomes: readonly string[]
  readonly coverage: Readonly<Record<string, number>>
  readonly neverSeen: readonly string[]
  readonly failure: {
    readonly invariant: string
    readonly message: string
    readonly schedule: string
  } | null
  /** What made runs of one schedule differ: then nothing was judged. Older files do not have it. */
  readonly uncontrolled?: UncontrolledIo | null
  /** What was taken for granted. */
  readonly assumptions: readonly string[]
  /** The command that runs the failing schedule again. */
  readonly again: string | null
}

export function toVerdictFile(
  verdict: Verdict,
  known: {
    readonly shard: Shard | undefined
    readonly assumptions: readonly string[]
    readonly again: string | undefined
  },
): VerdictFile {
  const { failure } = verdict
  return {
    kind: "durable-test-runner/verdict",
    name: verdict.name,
    passed: verdict.passed,
    message: verdict.message,
    schedules: verdict.schedules,
    elapsedMs: verdict.elapsedMs,
    shard: known.shard ?? { index: 0, count: 1 },
    proof: verdict.proof ?? null,
    outcomes: verdict.legalOutcomes.map(({ outcome }) => describeEnd(outcome)),
    coverage: verdict.coverage,
    neverSeen: verdict.neverSeen,
    failure:
      failure === undefined
        ? null
        : {
            invariant: failure.violation.invariant,
            message: failure.violation.message,
            schedule: failure.schedule,
          },
    uncontrolled: verdict.uncontrolled ?? null,
    assumptions: known.assumptions,
    again: known.again ?? null,
  }
}
