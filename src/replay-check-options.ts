import type { DurableTestRunner } from "./durable-test-runner.ts"
import type { RunOptions } from "./runner/run-options.ts"

/** The options of `runner.checkReplay`. */
export interface CheckReplayOptions extends RunOptions {
  /**
   * Called before each run of the check, including the first. It resets fakes that keep state: otherwise the
   * runs would differ by it. It may also script the run, with the runner that it receives, as the `prepare` of
   * an exploration does.
   *
   * @example
   * ```ts
   * await runner.assertReplay(handler, { id: "o-1" }, {
   *   prepare: (runner) => {
   *     bank.reset()
   *     runner.completeCallback("approve", "yes")
   *   },
   * })
   * ```
   */
  readonly prepare?: (runner: DurableTestRunner) => void
}

/** The options of `runner.assertReplay`. */
export interface AssertReplayOptions extends CheckReplayOptions {
  /**
   * Whether two runs with the same seed may differ, for example because a fake of the test counts its calls,
   * or a step returns the answer of a real server. Default false.
   */
  readonly allowUncontrolled?: boolean
}
