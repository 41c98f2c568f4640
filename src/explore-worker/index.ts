import "../world/limits/supported-runtime.ts"
import { parentPort } from "node:worker_threads"
import { DurableTestRunner } from "../durable-test-runner.ts"
import { currentTask } from "../explore/workers/worker-messages.ts"
import { makeRuns, reportLoops } from "../explore/workers/worker.ts"

/** What the threads of `explore({ workers })` run. Loaded elsewhere it does nothing. */
export async function serveExploration(): Promise<void> {
  const task = currentTask()
  if (task === undefined || parentPort === null) return
  reportLoops(parentPort)
  await makeRuns(parentPort, task, (options) => new DurableTestRunner(options))
}

void serveExploration()
