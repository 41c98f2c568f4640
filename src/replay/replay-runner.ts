import { DurableRunner, type RunOptions } from "../runner/durable-runner.ts"
import { assertHandler } from "../runner/runner-errors.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import type { World } from "../simulation/world.ts"
import { checkReplay, type RecordedRun, type ReplayCheck } from "./check.ts"
import type { RecordedHistory } from "./history.ts"
import { newestFirst, Recorder, type SettlingOrder } from "./record.ts"
import {
  type CorpusVerdict,
  type HistoryVerdict,
  type NamedHistory,
  replayCorpus,
  replayHistory,
} from "./replay-history.ts"

/** The runner with what it says about replays. */
export class ReplayRunner extends DurableRunner {
  /**
   * Runs `handler` as {@link run} does, then replays it from every point at which the service could
   * invoke it anew, at other times, with other random numbers and in another environment. A handler
   * that asks for anything else than was recorded is not deterministic.
   *
   * The run is made a second time with things settling in the opposite order. The bodies of steps run
   * in both runs, and never in a replay.
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
    return checkReplay(handler, async (order) => {
      // What the test has scripted is for one run, and this is one check of several.
      if (runs++ > 0) {
        const unused = { callback: undefined, deliveries: 0 }
        this.scripts.push(...scripts.map((script) => ({ ...script, ...unused })))
        this.doubles.push(...doubles.map((double) => ({ ...double, calls: [] })))
      }
      return this.#record(handler, input, options, order)
    })
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

  async #record(
    handler: LambdaHandler,
    input: unknown,
    options: RunOptions,
    order: SettlingOrder,
  ): Promise<RecordedRun> {
    const text = input === undefined ? undefined : JSON.stringify(input)
    const recorder = new Recorder(text, order)
    const chooser = order === "newest-first" ? { chooser: newestFirst } : {}
    const prepare = (world: World): void => recorder.watch(world)
    const execution = await this.runVariant(handler, input, options, { ...chooser, prepare })
    return { execution, recorder }
  }
}
