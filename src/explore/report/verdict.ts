import type { Shard } from "./shard.ts"
import type { LogEntry } from "../../runner/logs/log-entry.ts"
import type { CallSite, Divergence } from "../../runner/results/replay-verdict.ts"
import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import type { FaultKind } from "../../world/events/fault-kind.ts"
import type { BodyFailure, LegalOutcome } from "./ways-to-end.ts"
import type { Tier } from "./tier.ts"
import type { TraceLine } from "./trace-line.ts"
import type { Violation } from "../invariants/violation.ts"
import type { RemoteHandler } from "../../world/remote-handlers.ts"

/** What a search that found nothing has shown. */
export type Proof =
  | {
      /** Every schedule was run, or is like one that was. */
      readonly kind: "exhaustive"
      /** How often the function may crash: `Infinity` is as often as it likes. */
      readonly maxFaults: number
      /** Persisted states in which an invocation begins. */
      readonly states: number
    }
  | {
      readonly kind: "sampled"
      /** Every schedule with fewer deviations from the plain run was run. */
      readonly deviations: number
      /** The probability that a bug of this depth has escaped, where random runs say something of it. */
      readonly escape:
        | {
            readonly depth: number
            readonly probability: number
            readonly chains: number
            readonly events: number
          }
        | undefined
    }
  /** Only the schedule that `DURABLE_SCHEDULE` names was run. */
  | { readonly kind: "replayed"; readonly schedule: string }

/** What was done in one tier of the search. */
export interface TierSummary {
  readonly tier: Tier
  readonly schedules: number
  /** Whether the tier came to its end; the random one has none. */
  readonly isComplete: boolean
}

/** A finding of the search after it was shrunk and explained: a schedule under which an invariant breaks. */
export interface ExplorationFailure {
  readonly violation: Violation
  /** To be replayed: `runner.replaySchedule(schedule, handler, input)`, with `createHandler` if it was given. */
  readonly schedule: string
  readonly foundBy: Tier | "stored"
  /** The number of the run in which it was found, 1 for the first. */
  readonly foundAt: number
  readonly shrunk: {
    /** How many choices deviated from the plain run. */
    readonly from: number
    /** How many still do. */
    readonly to: number
    readonly runs: number
    /** False if shrinking was stopped at its bound. */
    readonly isMinimal: boolean
  }
  /** Empty where the same schedule, run again, did not show it. */
  readonly trace: readonly TraceLine[]
  /**
   * The trace of a run that passes: of those that were made to explain the failure, the one that does longest
   * what the failing one does. Empty where none of them has passed.
   */
  readonly passingTrace: readonly TraceLine[]
  /** What the code has logged in the run of the trace. */
  readonly logs: readonly LogEntry[]
  /** Two lines of the trace: the run passes if they come the other way round. */
  readonly criticalPair:
    | {
        readonly first: number
        readonly second: number
        /** Nothing else is different between the two. */
        readonly isExact: boolean
      }
    | undefined
  /**
   * When the run begins and its seed, `startTime` and `seed` of the runner, where these are not those of the
   * plain run.
   */
  readonly surroundings: { readonly startTime: number; readonly seed: string } | undefined
  /** Where in the handler, if that is known. */
  readonly sites: readonly { readonly what: string; readonly site: CallSite }[]
  /**
   * Where a replay of the plain run, or of this one, asks for something else than was recorded, and why:
   * what `checkReplay` finds. Absent if no replay does.
   */
  readonly divergence: Divergence | undefined
}

export interface VerdictData {
  readonly name: string
  readonly failure: ExplorationFailure | undefined
  readonly schedules: number
  readonly elapsedMs: number
  readonly proof: Proof | undefined
  readonly tiers: readonly TierSummary[]
  readonly outcomes: number
  readonly notCompared: readonly string[]
  readonly legalOutcomes: readonly LegalOutcome[]
  readonly neverSeen: readonly string[]
  readonly coverage: Readonly<Record<string, number>>
  readonly failedBodies: readonly BodyFailure[]
  readonly namedStrikes: Readonly<Partial<Record<FaultKind, number>>>
  /** Whether nothing is said about state outside of the handler. */
  readonly isWarmOnly: boolean
  /** Of a handler whose code runs in another process. */
  readonly remote: RemoteHandler | undefined
  /** What the first run alone has shown, before the handler was warm. */
  readonly coldStart: string | undefined
  /** Whether faults struck only where something was about to be recorded. */
  readonly strikesAtRecordsOnly: boolean
  /** Whether the text of a failure shows what the code has logged. */
  readonly showsLogs: boolean
  /** Whether bodies await timers, and these come in their order alone. */
  readonly hasFixedLatencies: boolean
  /** Whether random numbers are drawn, of which the search tries a few sequences. */
  readonly drawsNumbers: boolean
  readonly shard: Shard
  readonly failsOnUnreached: boolean
  readonly message: string
}

/** What an exploration has found, or shown. */
export class Verdict {
  readonly name: string
  /** Absent if nothing is wrong. */
  readonly failure: ExplorationFailure | undefined
  /** How many runs were made; those of shrinking do not count. */
  readonly schedules: number
  /** Real milliseconds. */
  readonly elapsedMs: number
  /** Absent if something is wrong. */
  readonly proof: Proof | undefined
  readonly tiers: readonly TierSummary[]
  /** How many different outcomes the runs without faults have. */
  readonly outcomes: number
  /**
   * Places of the outcome, such as `result.token`, that depend on the time or on chance in a way that was
   * not followed, so that they were not compared. A path that ends in `.*` stands for all keys there.
   */
  readonly notCompared: readonly string[]
  /** These outcomes, the one of the plain run first. Empty if something is wrong. */
  readonly legalOutcomes: readonly LegalOutcome[]
  /** What ought to have happened in some run, and never did. */
  readonly neverSeen: readonly string[]
  /** What was seen, and in how many places. */
  readonly coverage: Readonly<Record<string, number>>
  /**
   * For each step how the execution ends if its body fails for good, in runs in which nothing else goes
   * wrong. Empty unless `faults` names `body-failure`.
   */
  readonly failedBodies: readonly BodyFailure[]
  /** In how many runs faults have struck that strike only where `faults` names them. */
  readonly namedStrikes: Readonly<Partial<Record<FaultKind, number>>>
  /**
   * What the first plain run alone has shown, and those that followed have not: a module fills its cache, a
   * library loads its parts. It is no violation. Absent where the first run was like the others.
   */
  readonly coldStart: string | undefined
  /** All of it as text for people. */
  readonly message: string
  readonly #failsOnUnreached: boolean

  /** @internal */
  constructor(data: VerdictData) {
    this.name = data.name
    this.failure = data.failure
    this.schedules = data.schedules
    this.elapsedMs = data.elapsedMs
    this.proof = data.proof
    this.tiers = data.tiers
    this.outcomes = data.outcomes
    this.notCompared = data.notCompared
    this.legalOutcomes = data.legalOutcomes
    this.neverSeen = data.neverSeen
    this.coverage = data.coverage
    this.failedBodies = data.failedBodies
    this.namedStrikes = data.namedStrikes
    this.coldStart = data.coldStart
    this.message = data.message
    this.#failsOnUnreached = data.failsOnUnreached
  }

  /** Nothing is wrong; with `failOn: "unreached"`, and everything was seen that ought to be. */
  get passed(): boolean {
    if (this.failure !== undefined) return false
    return !this.#failsOnUnreached || this.neverSeen.length === 0
  }

  /** @throws {ExplorationError} with the whole message, unless the exploration has passed. */
  assertPassed(): this {
    if (!this.passed) throw new ExplorationError(this)
    return this
  }
}

/** An exploration has found a schedule under which something is wrong. */
export class ExplorationError extends DurableTestRunnerError {
  override readonly name = "ExplorationError"
  readonly verdict: Verdict

  /** @internal */
  constructor(verdict: Verdict) {
    super("EXPLORATION_FAILED", verdict.message)
    this.verdict = verdict
    hideMember(this, "verdict")
  }
}
