import { DurableRunner } from "../runner/durable-runner.ts"
import type { RunOptions } from "../runner/run-options.ts"
import type { HistoryVerdict, ReplayExecution } from "../runner/results/replay-verdict.ts"
import { assertHandler, assertKnownOptions } from "../runner/options/runner-errors.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { World } from "../world/world.ts"
import {
  checkReplay,
  type RecordedRun,
  type RecordOptions,
  type ReplayCheck,
} from "./judge/check.ts"
import type { RecordedHistory } from "./history/read-history.ts"
import { newestFirst, RunWatcher } from "./record/run-watcher.ts"
import {
  IncompatibleHistoriesError,
  ReplayDivergenceError,
  UncontrolledSourceError,
} from "./judge/replay-errors.ts"
import {
  type CorpusVerdict,
  type NamedHistory,
  replayCorpus,
  replayHistory,
} from "./judge/replay-history.ts"

export interface AssertReplayOptions extends RunOptions {
  /**
   * Whether two runs with the same seed may differ, as they do where a fake of the test counts its
   * calls, or a step answers with what a real server says. Default false.
   */
  readonly allowUncontrolled?: boolean
}

/** The runner with what it says about replays. */
export class ReplayRunner extends DurableRunner {
  protected override readonly replayExecution: ReplayExecution = (handler, execution) =>
    replayHistory(handler, execution, { isSameCode: true })

  /**
   * Runs `handler` as {@link run} does, then replays it from every point at which the service could
   * invoke it anew, at other times, with other random numbers and in another environment. A handler
   * that asks for anything else than was recorded is not deterministic.
   *
   * The run is made a second time with the same seed, which shows what nobody controls (`uncontrolled`
   * in what is answered), and once more with things settling in the opposite order. The bodies of steps
   * run in these three runs, and never in a replay.
   *
   * @throws what {@link run} throws.
   */
  async checkReplay(
    handler: LambdaHandler,
    input?: unknown,
    options: RunOptions = {},
  ): Promise<ReplayCheck> {
    const scripts = [...this.scripts]
    const doubles = [...this.doubles]
    let runs = 0
    return checkReplay(handler, (recordOptions) => {
      // What the test has scripted is for one run, and this is one check of several.
      if (runs++ > 0) {
        const unused = { callback: undefined, deliveries: 0 }
        this.scripts.push(...scripts.map((script) => ({ ...script, ...unused })))
        this.doubles.push(...doubles.map((double) => ({ ...double, calls: [] })))
      }
      return this.#record(handler, input, options, recordOptions)
    })
  }

  /**
   * {@link checkReplay}, for a test that has nothing else to say about it.
   *
   * @example
   * ```ts
   * await runner.assertReplay(handler, { orderId: "o-1" })
   * ```
   * @returns what {@link checkReplay} answers.
   * @throws {ReplayDivergenceError} if the handler is not deterministic.
   * @throws {UncontrolledSourceError} if two runs with the same seed differ, unless that is allowed.
   * @throws what {@link run} throws.
   */
  async assertReplay(
    handler: LambdaHandler,
    input?: unknown,
    options: AssertReplayOptions = {},
  ): Promise<ReplayCheck> {
    assertKnownOptions("assert the replay of a handler", options, ["name", "allowUncontrolled"])
    const { allowUncontrolled = false, ...runOptions } = options
    const check = await this.checkReplay(handler, input, runOptions)
    const { divergence, uncontrolled } = check
    if (divergence !== undefined) throw new ReplayDivergenceError(divergence)
    if (uncontrolled !== undefined && !allowUncontrolled) {
      throw new UncontrolledSourceError(uncontrolled)
    }
    return check
  }

  /**
   * Replays `handler` against an execution that was recorded, by this runner or in production,
   * finished or still running: would today's code go on with it? The bodies of steps do not run.
   *
   * @throws {InvalidArgumentError} for what is no history.
   */
  async replay(handler: LambdaHandler, history: RecordedHistory): Promise<HistoryVerdict> {
    assertHandler("replay", handler)
    return replayHistory(handler, history)
  }

  /** The same for many histories, such as those of all executions in flight. */
  async replayAll(
    handler: LambdaHandler,
    histories: AsyncIterable<NamedHistory> | Iterable<NamedHistory>,
  ): Promise<CorpusVerdict> {
    assertHandler("replayAll", handler)
    return replayCorpus(handler, histories)
  }

  /**
   * {@link replayAll}, for a test: every history has to be compatible.
   *
   * @throws {IncompatibleHistoriesError} with all that are not, those that nothing can be said about
   * included.
   */
  async assertReplayAll(
    handler: LambdaHandler,
    histories: AsyncIterable<NamedHistory> | Iterable<NamedHistory>,
  ): Promise<CorpusVerdict> {
    const corpus = await this.replayAll(handler, histories)
    if (corpus.verdict !== "compatible") throw new IncompatibleHistoriesError(corpus)
    return corpus
  }

  #record(
    handler: LambdaHandler,
    input: unknown,
    options: RunOptions,
    { order, isRepeat = false }: RecordOptions,
  ): RecordedRun {
    const text = input === undefined ? undefined : JSON.stringify(input)
    const watcher = new RunWatcher(text, order)
    const chooser = order === "newest-first" ? { chooser: newestFirst } : {}
    const execution = this.runVariant(handler, input, options, {
      ...chooser,
      // What is to be found is what one course of the handler does differently from its replays.
      replaysAlways: false,
      repeatsSeed: isRepeat,
      prepare: (world: World) => watcher.watch(world),
    }).finally(() => watcher.ended())
    return { execution, watcher }
  }
}
