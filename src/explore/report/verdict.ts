import type { Shard } from "./shard.ts"
import type { LogEntry } from "../../runner/logs/log-entry.ts"
import type { CallSite, Divergence } from "../../runner/results/replay-verdict.ts"
import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import type { FaultKind } from "../../world/events/fault-kind.ts"
import type { BodyFailure, LegalOutcome } from "./ways-to-end.ts"
import type { Tier } from "./tier.ts"
import type { TraceLine } from "./trace-line.ts"
import type { RealIoSeen, UncontrolledIo } from "../invariants/uncontrolled-io.ts"
import type { Violation } from "../invariants/violation.ts"
import type { RemoteHandler } from "../../world/remote-handlers.ts"

/** The coverage of a search without a finding. */
export type Proof =
  | {
      /** The search ran every schedule, or an equivalent one. */
      readonly kind: "exhaustive"
      /** The number of crashes per run; `Infinity` is any number. */
      readonly maxFaults: number
      /** The number of persisted states in which an invocation starts. */
      readonly states: number
    }
  | {
      readonly kind: "sampled"
      /** The search ran every schedule with fewer deviations from the plain run. */
      readonly deviations: number
      /** The largest probability that a bug of this depth has escaped, if random runs give a bound. */
      readonly escape:
        | {
            readonly depth: number
            readonly probability: number
            readonly chains: number
            readonly events: number
          }
        | undefined
    }
  /** Only the schedule of `DURABLE_SCHEDULE` ran. */
  | { readonly kind: "replayed"; readonly schedule: string }

/** The work of one tier of the search. */
export interface TierSummary {
  readonly tier: Tier
  readonly schedules: number
  /** Whether the tier ended; the random tier never does. */
  readonly isComplete: boolean
}

/** A finding of the search, shrunk and explained: a schedule that breaks an invariant. */
export interface ExplorationFailure {
  readonly violation: Violation
  /** Replay it with `runner.replaySchedule(schedule, handler, input)`, with `createHandler` if the search had it. */
  readonly schedule: string
  readonly foundBy: Tier | "stored"
  /** The number of the run that found it, 1 for the first. */
  readonly foundAt: number
  readonly shrunk: {
    /** The number of choices that deviated from the plain run. */
    readonly from: number
    /** The number after shrinking. */
    readonly to: number
    readonly runs: number
    /** False if shrinking reached its limit. */
    readonly isMinimal: boolean
  }
  /** Empty if a second run of the same schedule did not show it. */
  readonly trace: readonly TraceLine[]
  /**
   * The trace of a passing run: among the runs that explain the failure, the one that follows the failing run
   * longest. Empty if none of them passed.
   */
  readonly passingTrace: readonly TraceLine[]
  /** The log of the run of the trace. */
  readonly logs: readonly LogEntry[]
  /** Two lines of the trace: the run passes if they change places. */
  readonly criticalPair:
    | {
        readonly first: number
        readonly second: number
        /** Whether the two runs do not differ in anything else. */
        readonly isExact: boolean
      }
    | undefined
  /**
   * The `startTime` and the `seed` of the runner, if they differ from those of the plain run.
   */
  readonly surroundings: { readonly startTime: number; readonly seed: string } | undefined
  /** Lines of the handler, if known. */
  readonly sites: readonly { readonly what: string; readonly site: CallSite }[]
  /**
   * The divergence of a replay of the plain run, or of this run, and its cause, as `checkReplay` finds it.
   * Absent if no replay diverges.
   */
  readonly divergence: Divergence | undefined
}

/** What an exploration sees besides how executions end. */
export type Observed = "nothing" | "bodies" | "outside"

export interface VerdictData {
  readonly name: string
  readonly failure: ExplorationFailure | undefined
  readonly uncontrolled: UncontrolledIo | undefined
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
  /** The real I/O that took part in the runs. */
  readonly realIo: RealIoSeen | undefined
  /** Whether a limit of real time, not of runs, may have ended the search. */
  readonly isTimed: boolean
  readonly observes: Observed
  readonly shard: Shard
  readonly failsOnUnreached: boolean
  readonly message: string
}

/** The result of an exploration. */
export class Verdict {
  readonly name: string
  /** Absent if the search found no violation. */
  readonly failure: ExplorationFailure | undefined
  /**
   * Present if real I/O made runs of one schedule differ. Then the search judges nothing: it has no `failure`, no
   * `proof`, and has not passed.
   */
  readonly uncontrolled: UncontrolledIo | undefined
  /** The number of runs; those of shrinking do not count. */
  readonly schedules: number
  /** Real milliseconds. */
  readonly elapsedMs: number
  /** Absent if the search found a violation, or judges nothing. */
  readonly proof: Proof | undefined
  readonly tiers: readonly TierSummary[]
  /** The number of different outcomes of the runs without faults. */
  readonly outcomes: number
  /**
   * Places of the outcome, such as `result.token`, that the search did not compare, because they depend on the
   * time or on chance in a way that it cannot follow. A path that ends in `.*` stands for all keys there.
   */
  readonly notCompared: readonly string[]
  /** These outcomes, that of the plain run first. Empty if the search found a violation. */
  readonly legalOutcomes: readonly LegalOutcome[]
  /** Marks that no run reached. */
  readonly neverSeen: readonly string[]
  /** The marks that runs reached, and in how many places. */
  readonly coverage: Readonly<Record<string, number>>
  /**
   * For each step, the end of the execution if its body fails in every attempt, without any other fault. Empty
   * unless `faults` names `body-failure`.
   */
  readonly failedBodies: readonly BodyFailure[]
  /** The number of runs with a fault on request, for each kind that `faults` names. */
  readonly namedStrikes: Readonly<Partial<Record<FaultKind, number>>>
  /**
   * Effects that only the first plain run showed: a module fills its cache, a library loads its parts. They are
   * not violations. Absent if the first run was like the others.
   */
  readonly coldStart: string | undefined
  /** The whole verdict as readable text. */
  readonly message: string
  readonly #failsOnUnreached: boolean

  /** @internal */
  constructor(data: VerdictData) {
    this.name = data.name
    this.failure = data.failure
    this.uncontrolled = data.uncontrolled
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

  /**
   * Whether the search found no violation, could judge what it saw (`uncontrolled` is absent), and, with
   * `failOn: "unreached"`, reached every mark.
   */
  get passed(): boolean {
    if (this.failure !== undefined || this.uncontrolled !== undefined) return false
    return !this.#failsOnUnreached || this.neverSeen.length === 0
  }

  /** @throws {ExplorationError} with the whole message, unless the exploration has passed. */
  assertPassed(): this {
    if (!this.passed) throw new ExplorationError(this)
    return this
  }
}

/** An exploration has not passed: it found a schedule that breaks an invariant, or it could not judge. */
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
