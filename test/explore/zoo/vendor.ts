import {
  LocalDurableTestRunner,
  WaitingOperationStatus,
} from "@aws/durable-execution-sdk-js-testing"
import { isDeepStrictEqual } from "node:util"
import type { BugZooEntry, Outside, OutsideCallback } from "./bug.ts"

/** In real time: the vendor's runner does not skip the time-outs of callbacks. */
const LONGEST_RUN_MS = 3_000

/** Taken before the vendor's runner installs its own. */
const realSetTimeout = setTimeout

/** In real time: a test cannot move the clock of the vendor's runner, only let the run go on. */
const SLEEP_MS = 200

const pending = Symbol("pending")

/** Whether the vendor's local runner shows that something is wrong with the broken handler. */
export async function runWithVendor({ broken, plain }: BugZooEntry): Promise<string> {
  const { handler, input, prepare, observe } = broken()
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true })
  let timer: NodeJS.Timeout | undefined
  try {
    const runner = new LocalDurableTestRunner({ handlerFunction: handler })
    const outside = new VendorOutside(runner)
    prepare(outside)
    const limit = new Promise<typeof pending>((resolve) => {
      timer = realSetTimeout(() => resolve(pending), LONGEST_RUN_MS)
    })
    const running = runner.run({ payload: input ?? {} })
    outside.begin()
    const execution = await Promise.race([running, limit])
    if (execution === pending) return "no answer"
    const succeeded = execution.getStatus() === "SUCCEEDED"
    const result: unknown = succeeded ? execution.getResult() : execution.getError()
    return isDeepStrictEqual({ result, observed: observe() }, plain) ? "no" : "yes"
  } catch (error) {
    return `throws ${(error as Error).name}`
  } finally {
    clearTimeout(timer)
    await LocalDurableTestRunner.teardownTestEnvironment()
  }
}

/** Tells the vendor's runner of the outside world, where a test would do so beside the run. */
class VendorOutside implements Outside {
  readonly #runner: LocalDurableTestRunner
  readonly #beside: (() => Promise<void>)[] = []

  constructor(runner: LocalDurableTestRunner) {
    this.#runner = runner
  }

  completeCallback(name: string, value?: string): void {
    this.onCallback(name, async (callback) => callback.succeed(value))
  }

  onCallback(name: string, respond: (callback: OutsideCallback) => Promise<void>): void {
    const operation = this.#runner.getOperation(name)
    this.#beside.push(async () => {
      await operation.waitForData(WaitingOperationStatus.STARTED)
      if (operation.isWaitForCallback()) {
        await operation.waitForData(WaitingOperationStatus.SUBMITTED)
      }
      await respond({
        id: operation.getCallbackDetails()?.callbackId ?? "",
        isPending: true,
        sleep: async () => new Promise((resolve) => realSetTimeout(resolve, SLEEP_MS)),
        heartbeat: async () => void (await operation.sendCallbackHeartbeat()),
        succeed: async (value) => void (await operation.sendCallbackSuccess(value as string)),
      })
    })
  }

  mockFunction(...[name, mock]: Parameters<Outside["mockFunction"]>): { readonly calls: [] } {
    this.#runner.registerFunction(name, async (input: unknown) =>
      mock(input, { input, at: new Date() }),
    )
    return { calls: [] }
  }

  /** What comes to nothing shows in the outcome of the run. */
  begin(): void {
    for (const respond of this.#beside) respond().catch(() => {})
  }
}
