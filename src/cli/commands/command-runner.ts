import { DurableTestRunner } from "../../durable-test-runner.ts"
import type { DurableTestRunnerOptions } from "../../runner/options/runner-options.ts"
import { Execution } from "../../runner/results/execution.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"

/** A run that keeps the thread for longer is stuck, and a thread of its own says where. */
const WATCHDOG_MS = 3_000

/** The runner of a command: it keeps what the code logs, and a loop that never yields ends the process. */
export function createRunner(
  options: Pick<DurableTestRunnerOptions, "seed" | "startTime" | "allowUnusedScripts"> = {},
): DurableTestRunner {
  return new DurableTestRunner({ logs: "capture", watchdogMs: WATCHDOG_MS, ...options })
}

/** How a run has ended: an execution, or an error that may have one as far as it came. */
export interface Ended {
  readonly execution: Execution | undefined
  readonly error: DurableTestRunnerError | undefined
}

export async function endOf(run: () => Promise<Execution>): Promise<Ended> {
  try {
    return { execution: await run(), error: undefined }
  } catch (error) {
    if (!(error instanceof DurableTestRunnerError)) throw error
    const execution: unknown = Reflect.get(error, "execution")
    return { execution: execution instanceof Execution ? execution : undefined, error }
  }
}
