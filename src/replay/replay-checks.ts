import type { Registrations } from "../runner/registrations.ts"
import type { Runs } from "../runner/runs.ts"
import { RUN_OPTIONS, type RunOptions, toRunRequest } from "../runner/run-options.ts"
import { answerAtOnce } from "../text/answer-at-once.ts"
import { boolean, syncFn } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import type { HistoryVerdict, ReplayExecution } from "../runner/results/replay-verdict.ts"
import { assertHandler } from "../runner/options/runner-errors.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { World } from "../world/world.ts"
import {
  checkReplay,
  type RecordedRun,
  type RecordOptions,
  type ReplayCheck,
} from "./judge/check.ts"
import { assertHistories, type RecordedHistory } from "./history/read-history.ts"
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

interface CheckOptions<Runner> extends RunOptions {
  /** Called before each run of the check. */
  readonly prepare?: (runner: Runner) => void
}

interface AssertOptions<Runner> extends CheckOptions<Runner> {
  readonly allowUncontrolled?: boolean
}

const CHECK_OPTIONS: OptionSpec<CheckOptions<unknown>> = { ...RUN_OPTIONS, prepare: syncFn() }

const ASSERT_OPTIONS: OptionSpec<AssertOptions<unknown>> = {
  ...CHECK_OPTIONS,
  allowUncontrolled: boolean(),
}

/** What `Execution.replay` does. */
export const replayOwnExecution: ReplayExecution = (handler, execution) =>
  replayHistory(handler, execution, { isSameCode: true })

/** Checks whether handlers are deterministic, and whether they fit what was recorded. */
export class ReplayChecks<Runner> {
  readonly #registrations: Registrations
  readonly #runs: Runs
  /** What `prepare` receives. */
  readonly #runner: Runner

  constructor(registrations: Registrations, runs: Runs, runner: Runner) {
    this.#registrations = registrations
    this.#runs = runs
    this.#runner = runner
  }

  async check(
    handler: LambdaHandler,
    input: unknown,
    options: CheckOptions<Runner> | undefined,
    method = "checkReplay",
  ): Promise<ReplayCheck> {
    const call = `call ${method}`
    const { prepare, ...forRun } = readOptions(call, options, CHECK_OPTIONS)
    // A call that is wrong is refused before anything is recorded.
    const { options: runOptions } = toRunRequest(method, handler, input, forRun)
    // What the test has scripted is for one run, and this is one check of several.
    const registerAgain = this.#registrations.remember()
    let runs = 0
    const record = (recordOptions: RecordOptions): RecordedRun => {
      if (runs++ > 0) registerAgain()
      answerAtOnce(call, "prepare", prepare?.(this.#runner) as unknown)
      // The first of these runs is the one that a test would make by itself.
      const logs = runs === 1 ? undefined : "capture"
      return this.#record(handler, input, runOptions, { ...recordOptions, logs })
    }
    return this.#runs.watching(method, async () => checkReplay(handler, record))
  }

  /**
   * @throws {ReplayDivergenceError}
   * @throws {UncontrolledSourceError}
   */
  async assert(
    handler: LambdaHandler,
    input: unknown,
    options: AssertOptions<Runner> | undefined,
  ): Promise<ReplayCheck> {
    const read = readOptions("call assertReplay", options, ASSERT_OPTIONS)
    const { allowUncontrolled = false, ...runOptions } = read
    const check = await this.check(handler, input, runOptions, "assertReplay")
    const { divergence, uncontrolled } = check
    if (divergence !== undefined) throw new ReplayDivergenceError(divergence)
    if (uncontrolled !== undefined && !allowUncontrolled) {
      throw new UncontrolledSourceError(uncontrolled)
    }
    return check
  }

  async replay(handler: LambdaHandler, history: RecordedHistory): Promise<HistoryVerdict> {
    assertHandler("call replay", handler)
    return this.#runs.watching("replay", async () => replayHistory(handler, history))
  }

  async replayAll(
    handler: LambdaHandler,
    histories: AsyncIterable<NamedHistory> | Iterable<NamedHistory>,
  ): Promise<CorpusVerdict> {
    assertHandler("call replayAll", handler)
    assertHistories("call replayAll", histories)
    return this.#runs.watching("replayAll", async () => replayCorpus(handler, histories))
  }

  /** @throws {IncompatibleHistoriesError} */
  async assertAll(
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
    {
      order,
      isRepeat = false,
      holdsOpen = false,
      tape,
      logs,
    }: RecordOptions & { readonly logs: "capture" | undefined },
  ): RecordedRun {
    const text = input === undefined ? undefined : JSON.stringify(input)
    const watcher = new RunWatcher(text, order, tape)
    const chooser = order === "newest-first" ? { chooser: newestFirst } : {}
    const execution = this.#runs
      .run(handler, input, options, {
        ...chooser,
        // What is to be found is what one course of the handler does differently from its replays.
        replaysAlways: false,
        repeatsSeed: isRepeat,
        logs,
        world: { holdsOpen },
        prepare: (world: World) => watcher.watch(world),
      })
      .finally(() => watcher.ended())
    return { execution, watcher }
  }
}
