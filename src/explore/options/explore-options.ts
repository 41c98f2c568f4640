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

/** Options of an exploration. */
export interface ExploreOptions<Runner = DurableTestRunner> {
  /** The event of every run. Default none. */
  readonly input?: unknown
  /**
   * Sets up every run: scripts, responders, functions and doubles on a new runner, and the initial state of
   * the test's own fakes.
   */
  readonly prepare?: (runner: Runner) => void
  /**
   * Returns the state of the outside world, which the handler's steps change: charges, bookings, mails. It
   * distinguishes states of the search, and it is part of the outcome of a run: it shows a charge that a crash
   * repeats. `outcome` selects the part that counts. `"bodies"` needs no fakes: it is the return values of step
   * bodies, recorded or not. Default: the value of `outcome`, or nothing.
   */
  readonly observe?: (() => unknown) | "bodies"
  /**
   * Returns the part of the outcome besides status, result and error, if `observe` shows more than that: the
   * order of entries, attempts, actions that are undone later. Default: the value of `observe`.
   */
  readonly outcome?: (() => unknown) | "bodies"
  /**
   * Makes the handler as a new container does, with fresh module state. Without it, all runs share one
   * handler, and the search does not check state outside of it. It may be async, for `await import()`; the run
   * waits for it.
   */
  readonly createHandler?: () => LambdaHandler | Promise<LambdaHandler>
  /**
   * Additional checks: `"confluence"`, `"module-isolation"`, `"failures-surface"`,
   * predicates.
   */
  readonly check?: readonly (OptionalInvariant | Predicate)[]
  /** The default invariants to turn off. */
  readonly without?: readonly DefaultInvariant[]
  /** Accepts outcomes that only runs with faults have. Default: accepts none. */
  readonly allow?: (outcome: Outcome) => boolean
  /**
   * The kinds of faults. Default: crashes, lost and refused replies, invocations that continue after the
   * service gave them up. Only on request:
   *
   * - `timeout`, `timeout-after-persist`: the invocation reaches the function time-out;
   * - `no-token`: a reply without a token;
   * - `late-reply`: a reply that arrives while the next invocation works;
   * - `body-failure`: a step body fails in every attempt;
   * - `stop`: somebody stops the execution;
   * - `wake`: an invocation without a reason;
   * - `early-answer`: an answer that comes while the submitter works;
   * - `shared-container`: another execution in the same container.
   */
  readonly faults?: readonly FaultKind[]
  /** The largest number of faults in one run. Default: no limit. */
  readonly maxFaults?: number
  /** Whether answers and invocations may come before the function suspends. Default true. */
  readonly early?: boolean
  /**
   * Whether replies, step bodies, and answers without a scripted time may take longer than the next thing
   * that is due. Default true.
   */
  readonly slow?: boolean
  /**
   * Whether a fault may also strike where nothing is about to be recorded: between two timers of a body or of
   * the handler, and after the handler has returned, before the service has its answer. Later actions of an
   * invocation that was given up then count. Default true.
   */
  readonly anywhere?: boolean
  /**
   * Whether the next timer of a body may fire before it is due. Bodies that await timers then settle in any
   * order, whatever the latencies of fakes. Default true.
   */
  readonly latencies?: boolean
  /**
   * The budget in real milliseconds. Default 1,000, or the value of `DURABLE_EXPLORE_MS`; 10,000 for a remote
   * function, plus the time that its processes take to start.
   */
  readonly budgetMs?: number
  /** The largest number of runs, whatever the time. Default: no limit. */
  readonly maxSchedules?: number
  /** The seed of the random tier. Default 0. */
  readonly seed?: number
  /** The tiers that run. Default all; the baseline always runs. */
  readonly tiers?: readonly Tier[]
  /**
   * The name in the verdict, and for stored failures. Default: the name of the handler, and no failure is
   * stored.
   */
  readonly name?: string
  /** The folder for failures, which the next search tries first; false stores none. Default `.durable/failures`. */
  readonly failures?: string | false
  /** The largest number of runs for shrinking a failure. Default 500. */
  readonly maxShrinkRuns?: number
  /** Whether marks that were never reached fail the exploration. Default false. */
  readonly failOn?: "unreached"
  /** Options of the runner that makes the runs. */
  readonly runner?: DurableTestRunnerOptions
  /** Options of every run, such as its `tenantId` or its `invocationType`. */
  readonly run?: RunOptions
  /** Runs the schedules in threads, with the same result for any number of them. */
  readonly workers?: WorkerOptions
  /** Explores one part of the schedules; several machines together explore all of them. */
  readonly shard?: Shard
  /** Receives the progress of the search. Default: a line on a terminal, nothing elsewhere. */
  readonly progress?: ProgressListener | false
}

/**
 * Threads share no functions, so each loads the handler and its options from a module:
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
 * Node loads the module, with the arguments of the process. The test framework does not: transforms, aliases and
 * mocks of vite do not apply. Node 22.18 and newer load a TypeScript module if its types can be stripped. If a
 * handler keeps state from run to run, each thread has its own: pass `createHandler` then.
 */
export interface WorkerOptions {
  /** The number of threads, from 1. More threads than cores are not faster. */
  readonly count: number
  /**
   * The module whose default export is `{ handler, ...options }`: a URL, or an absolute path. It must
   * check the same invariants and predicates as the caller. The threads ignore its limits, tiers and seed.
   */
  readonly module: URL | string
}
