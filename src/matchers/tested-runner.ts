import { DurableTestRunner } from "../durable-test-runner.ts"
import { listenForVerdicts } from "../explore/verdict-listeners.ts"
import type { Verdict } from "../explore/report/verdict.ts"
import { ScriptsLeftError } from "../runner/scripts-left-error.ts"
import { partsOf } from "../runner/runner-parts.ts"
import type { Execution } from "../runner/results/execution.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"
import { isExecution } from "./receivers.ts"

type Args<Name extends "start" | "checkReplay" | "runSchedule" | "replaySchedule"> = Parameters<
  DurableTestRunner[Name]
>

/** The runner of one test, which remembers what it has run. */
class TestedRunner extends DurableTestRunner {
  readonly #runs: (() => Execution)[] = []

  /** All that it has run, as it stands now. */
  get executions(): readonly Execution[] {
    return this.#runs.map((run) => run())
  }

  override run: DurableTestRunner["run"] = async (...args) => this.#kept(super.run(...args))

  override start: DurableTestRunner["start"] = (...args: Args<"start">) => {
    const started = super.start(...args)
    this.#runs.push(() => started.snapshot())
    return started as never
  }

  override async checkReplay(
    ...args: Args<"checkReplay">
  ): ReturnType<DurableTestRunner["checkReplay"]> {
    const check = await super.checkReplay(...args)
    this.#keep(check.execution)
    return check
  }

  override async runSchedule(
    ...args: Args<"runSchedule">
  ): ReturnType<DurableTestRunner["runSchedule"]> {
    return this.#kept(super.runSchedule(...args))
  }

  override async replaySchedule(
    ...args: Args<"replaySchedule">
  ): ReturnType<DurableTestRunner["replaySchedule"]> {
    return this.#kept(super.replaySchedule(...args))
  }

  async #kept<T>(running: Promise<T>): Promise<T> {
    try {
      const execution = await running
      this.#keep(execution)
      return execution
    } catch (error) {
      this.#keep(Reflect.get(Object(error) as object, "execution"))
      throw error
    }
  }

  #keep(execution: unknown): void {
    if (isExecution(execution)) this.#runs.push(() => execution)
  }
}

/** How many rows each timeline in the text of a failed test has: the report has all of them. */
const MOST_ROWS = 100

/** How many executions the text of a failed test has. The last of them are the nearest to the failure. */
const MOST_EXECUTIONS = 10

function storyOf(executions: readonly Execution[]): string {
  const shown = executions.slice(-MOST_EXECUTIONS)
  const hidden = executions.length - shown.length
  return [
    ...(hidden === 0
      ? []
      : [`… ${hidden} more ${hidden === 1 ? "execution" : "executions"} before these`]),
    ...shown.map((each) => each.timeline({ logs: true, limit: MOST_ROWS })),
  ].join("\n\n")
}

/** A runner for one test, and what an edge does with it when that has ended. */
export interface RunnerOfTest {
  readonly runner: DurableTestRunner
  readonly executions: () => readonly Execution[]
  /** Of all explorations of the process since it was made: one does not know which test has made it. */
  readonly verdicts: () => readonly Verdict[]
  /** Keeps no more verdicts, and closes the endpoints of the runner. */
  readonly end: () => Promise<void>
  /** The timelines of what it has run last, with logs and up to a limit; empty where it has run nothing. */
  readonly story: () => string
  /** @throws {ScriptsLeftError} if the test has scripted what no run has used. */
  readonly assertUsed: () => void
}

/**
 * @param testName the full name of the test: the same test has the same ids and random numbers, and
 *   another one has others.
 */
export function runnerForTest(
  testName: string,
  options: DurableTestRunnerOptions = {},
): RunnerOfTest {
  const runner = new TestedRunner({ seed: testName, logs: "capture", ...options })
  const verdicts: Verdict[] = []
  const stopListening = listenForVerdicts((verdict) => verdicts.push(verdict))
  return {
    runner,
    verdicts: () => verdicts,
    end: async () => {
      stopListening()
      await runner.close()
    },
    executions: () => runner.executions,
    story: () => storyOf(runner.executions),
    assertUsed: () => {
      if (options.allowUnusedScripts === true) return
      const { scripts, doubles } = partsOf(runner).registrations
      const left = [...scripts, ...doubles].map(({ call }) => call)
      if (left.length > 0) throw new ScriptsLeftError(left)
    },
  }
}
