import type { Worker } from "node:worker_threads"
import type { LoopReport } from "../../world/limits/watchdog.ts"
import type { RunReport } from "../oracle/run-report.ts"
import { fromErrorData } from "./error-data.ts"
import { differenceOf, type JudgeSummary } from "./judge-summary.ts"
import { ExploreModuleError, WorkerFailedError } from "./worker-errors.ts"
import type { RunsMessage, WorkerMessage } from "./worker-messages.ts"

type Answer = PromiseWithResolvers<readonly RunReport[]>

/** One thread, as the side that gives it work sees it. It keeps the process alive only while it works. */
export class WorkerThread {
  readonly #worker: Worker
  readonly #module: string
  readonly #expected: JudgeSummary
  /** In the order of the messages: the thread answers them one after the other. */
  readonly #awaited: Answer[] = []
  #failure: Error | undefined

  constructor(worker: Worker, module: string, expected: JudgeSummary) {
    this.#worker = worker
    this.#module = module
    this.#expected = expected
    worker.unref()
    worker.on("message", (message: WorkerMessage) => this.#hear(message))
    worker.on("messageerror", (error) => this.#fail(WorkerFailedError.notSent(error)))
    worker.on("error", (error) => this.#fail(WorkerFailedError.crashed(module, error)))
    worker.on("exit", (exitCode) => this.#fail(WorkerFailedError.exited(module, exitCode)))
  }

  /** What is sent before the thread is ready waits there. */
  async run(message: RunsMessage): Promise<readonly RunReport[]> {
    if (this.#failure !== undefined) throw this.#failure
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
      this.#worker.postMessage(message)
    } catch (error) {
      throw WorkerFailedError.notSent(error)
    }
    const answer = Promise.withResolvers<readonly RunReport[]>()
    this.#awaited.push(answer)
    this.#worker.ref()
    return answer.promise
  }

  async close(): Promise<void> {
    this.#fail(WorkerFailedError.closed())
    await this.#worker.terminate()
  }

  #hear(message: WorkerMessage): void {
    switch (message.kind) {
      case "watched":
        message.reports.on("message", (report: LoopReport) => {
          this.#fail(WorkerFailedError.looped(report))
        })
        return message.reports.unref()
      case "ready": {
        const difference = differenceOf(this.#expected, message.summary)
        if (difference === undefined) return
        return this.#fail(ExploreModuleError.differs(this.#module, difference))
      }
      case "unusable":
        return this.#fail(ExploreModuleError.of(this.#module, message.problem))
      case "reports":
        return this.#next()?.resolve(message.reports)
      case "failed":
        return this.#next()?.reject(WorkerFailedError.threw(this.#module, message.error))
      case "not-sent":
        return this.#next()?.reject(WorkerFailedError.notSent(fromErrorData(message.error)))
      default:
        return message satisfies never
    }
  }

  #next(): Answer | undefined {
    const answer = this.#awaited.shift()
    if (this.#awaited.length === 0) this.#worker.unref()
    return answer
  }

  /** The first failure is the cause of those that follow. */
  #fail(failure: Error): void {
    this.#failure ??= failure
    for (const answer of this.#awaited.splice(0)) answer.reject(this.#failure)
    this.#worker.unref()
  }
}
