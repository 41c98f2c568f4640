import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { Worker } from "node:worker_threads"
import type { Executor, ExecutorRequest } from "../oracle/executor.ts"
import type { WorkerOptions } from "../options/explore-options.ts"
import type { JudgeParts } from "../oracle/local-executor.ts"
import type { RunLimits } from "../../schedule/run-limits.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "../oracle/run-report.ts"
import { summarize } from "./judge-summary.ts"
import { KnownLog } from "./known-log.ts"
import { ExploreModuleError } from "./worker-errors.ts"
import { currentTask, type WorkerTask } from "./worker-messages.ts"
import { toModuleUrl } from "../options/worker-options.ts"
import { WorkerThread } from "./worker-thread.ts"

/** Starts a thread; a test bounds its memory. */
export type StartWorker = (entry: URL, task: WorkerTask) => Worker

/**
 * Makes runs in threads. Which thread makes a run, and how many there are, makes no difference to it:
 * each builds the same scenario of the same module, and knows the same states when it makes the run.
 *
 * The threads load the module while the caller goes on. Whatever is wrong with it rejects the first
 * run.
 */
export class WorkerExecutor implements Executor {
  limits: RunLimits = {}
  readonly #threads: readonly WorkerThread[]
  readonly #known: KnownLog
  #failure: Error | undefined

  /**
   * @param options were checked.
   * @param parts what the caller checks; the module has to say the same.
   * @throws {ExploreModuleError} in a thread: the module that it loads explores by itself.
   */
  constructor(options: WorkerOptions, parts: JudgeParts, start: StartWorker = startWorker) {
    const task = currentTask()
    if (task !== undefined) throw ExploreModuleError.startsThreads(task.module)
    const { count } = options
    const module = toModuleUrl(options.module)
    const expected = summarize(parts)
    const entry = workerEntry()
    this.#threads = Array.from({ length: count }, () => {
      const worker = start(entry, { durableTestRunnerTask: "explore", module })
      return new WorkerThread(worker, module, expected)
    })
    this.#known = new KnownLog(count)
  }

  /** @throws {WorkerFailedError | ExploreModuleError} All threads are ended then. */
  async run({ plans, known }: ExecutorRequest): Promise<readonly RunReport[]> {
    if (this.#failure !== undefined) throw this.#failure
    const { length } = this.#threads
    this.#known.extendTo(known)
    const answers = this.#threads.map(async (thread, index) => {
      const own = plans.filter((_plan, position) => position % length === index)
      if (own.length === 0) return []
      const news = this.#known.newsFor(index, known)
      return thread.run({ plans: own, known: news, limits: this.limits })
    })
    try {
      return inOrderOf(plans, await Promise.all(answers))
    } catch (error) {
      this.#failure ??= error as Error
      await this.close()
      throw this.#failure
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => thread.close()))
  }
}

/** Plans are dealt out like cards, so these are taken up again in the same way. */
function inOrderOf(
  plans: readonly RunPlan[],
  dealt: readonly (readonly RunReport[])[],
): readonly RunReport[] {
  return plans.map((_plan, position) => {
    const report = dealt[position % dealt.length]?.[Math.floor(position / dealt.length)]
    if (report === undefined) throw new Error(`A thread has not answered plan ${position}.`)
    return report
  })
}

function startWorker(entry: URL, task: WorkerTask): Worker {
  return new Worker(entry, { workerData: task })
}

/**
 * The file that the threads run: the source, or what is built of it. What the module imports of this
 * package has to be the copy that makes the runs, so an ES module stays one, though `require` looks.
 */
function workerEntry(): URL {
  const path = createRequire(import.meta.url).resolve("durable-test-runner/explore-worker")
  const isModule = import.meta.url.endsWith(".mjs")
  return pathToFileURL(isModule ? path.replace(/\.cjs$/u, ".mjs") : path)
}
