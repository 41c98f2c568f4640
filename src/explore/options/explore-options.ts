import type { Shard } from "../report/shard.ts"
import type { DurableTestRunnerOptions } from "../../runner/options/runner-options.ts"
import type { RunOptions } from "../../runner/run-options.ts"
import type { DurableTestRunner } from "../../durable-test-runner.ts"
import type { FaultKind } from "../../world/events/fault-kind.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { DefaultInvariant, OptionalInvariant } from "../invariants/invariant-name.ts"
import type { Outcome } from "../invariants/outcome.ts"
import type { Predicate } from "../invariants/predicates.ts"
import type { ProgressListener } from "../report/progress.ts"
import type { Tier } from "../report/tier.ts"

/** What is explored, and how far. */
export interface ExploreOptions<Runner = DurableTestRunner> {
  /** The event of every run. Default none. */
  readonly input?: unknown
  /**
   * Sets the world up before every run: scripts, responders, functions and doubles on a new runner, and
   * the test's own fakes as they are to be in the beginning.
   */
  readonly prepare?: (runner: Runner) => void
  /**
   * The state of the outside world, which the handler's steps change: what was charged, booked, sent. It
   * tells states of the search apart, and it is part of the outcome of a run, so that a charge that a
   * crash repeats is seen; `outcome` says which part of it counts. `"bodies"` needs no fakes: it is what
   * the bodies of steps have returned, recorded or not. Default what `outcome` returns, or nothing.
   */
  readonly observe?: (() => unknown) | "bodies"
  /**
   * What counts as an outcome besides status, result and error, where `observe` tells more: its entries
   * in their order, attempts, what is undone later. Default what `observe` returns.
   */
  readonly outcome?: (() => unknown) | "bodies"
  /**
   * Makes the handler as a new container does, with its module state anew. Without it all runs share one
   * handler, and nothing is said about state outside of it. It may be async, as `await import()` is; the
   * run stands still meanwhile.
   */
  readonly createHandler?: () => LambdaHandler | Promise<LambdaHandler>
  /**
   * What is checked besides the default: `"confluence"`, `"module-isolation"`, `"failures-surface"`,
   * predicates.
   */
  readonly check?: readonly (OptionalInvariant | Predicate)[]
  /** Which of the default invariants are not checked. */
  readonly without?: readonly DefaultInvariant[]
  /** Outcomes that faults may add though no run without faults has them. Default none. */
  readonly allow?: (outcome: Outcome) => boolean
  /**
   * What may go wrong. Default: crashes, lost and refused replies, invocations that go on after they
   * were given up. On request only: function time-outs (`timeout`, `timeout-after-persist`), answers
   * without a token (`no-token`), answers that arrive when the next invocation is at work (`late-reply`),
   * bodies that fail for good (`body-failure`), an execution that is stopped (`stop`), and one that is
   * invoked though nothing has happened (`wake`), answers that come while the submitter is at work
   * (`early-answer`), and another execution in the same container (`shared-container`).
   */
  readonly faults?: readonly FaultKind[]
  /** How many faults may strike in one run. Default: no bound. */
  readonly maxFaults?: number
  /** Whether what waits for the function to suspend may also come before that. Default true. */
  readonly early?: boolean
  /**
   * Whether replies, the bodies of steps, and answers for which no script says when, may take longer
   * than what is due next. Default true.
   */
  readonly slow?: boolean
  /**
   * Whether a fault may also strike where nothing is about to be recorded: between two timers of a body
   * or of the handler, and when the handler has returned and the service does not have its answer. What
   * an invocation that was given up still does counts then. Default true.
   */
  readonly anywhere?: boolean
  /**
   * Whether the next timer of a body may fire before it is due. The latencies of fakes are one order
   * among many, so that the bodies that await timers settle in any order. Default true.
   */
  readonly latencies?: boolean
  /**
   * Real milliseconds. Default 1,000, or what `DURABLE_EXPLORE_MS` says; 10,000 for a remote function, without
   * the time that its processes take to start.
   */
  readonly budgetMs?: number
  /** How many runs at the most, whatever the time. Default: no bound. */
  readonly maxSchedules?: number
  /** The seed of the random tier. Default 0. */
  readonly seed?: number
  /** Which tiers are run. Default all; the baseline always is. */
  readonly tiers?: readonly Tier[]
  /**
   * What the verdict calls it, and by which its failures are stored. Default: the name of the handler,
   * and nothing is stored.
   */
  readonly name?: string
  /** Where failures are stored, to be tried first next time; false stores none. Default `.durable/failures`. */
  readonly failures?: string | false
  /** How many runs shrinking a failure may take. Default 500. */
  readonly maxShrinkRuns?: number
  /** Whether marks that were never reached fail the exploration. Default false. */
  readonly failOn?: "unreached"
  /** Options of the runner that makes the runs. */
  readonly runner?: DurableTestRunnerOptions
  /** Options of every run, such as its `tenantId` or its `invocationType`. */
  readonly run?: RunOptions
  /** Runs in as many threads, with the same result for any number of them. */
  readonly workers?: WorkerOptions
  /** Explores one part of the schedules, so that several machines together explore them all. */
  readonly shard?: Shard
  /** Told how far the search is. Default: a line on a terminal, nothing elsewhere. */
  readonly progress?: ProgressListener | false
}

/**
 * Threads share no functions, so each loads the handler and what stands around it for itself, from a
 * module that exports what is explored:
 *
 * ```ts
 * // checkout.explore.ts
 * export default { handler, prepare, observe }
 *
 * // checkout.test.ts
 * import checkout from "./checkout.explore.ts"
 * const { handler, ...options } = checkout
 * const module = new URL("./checkout.explore.ts", import.meta.url)
 * await explore(handler, { ...options, workers: { count: 4, module } })
 * ```
 *
 * Node loads it, with the arguments of the process, and not the test framework: what vite transforms,
 * resolves or mocks is not there. Node 22.18 and newer load a module in TypeScript by themselves, as
 * long as its types can be stripped. What a handler keeps from run to run it keeps in each thread: pass
 * `createHandler` if it does.
 */
export interface WorkerOptions {
  /** How many threads, from 1. More than there are cores make nothing faster. */
  readonly count: number
  /**
   * The module whose default export is `{ handler, ...options }`: a URL, or an absolute path. It is to
   * check the same invariants and predicates as the caller. The threads pay no heed to its bounds,
   * tiers and seed.
   */
  readonly module: URL | string
}
