import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing"
import type { Correct } from "./zoo.ts"

/** In real time: the vendor's runner does not skip the time-outs of callbacks. */
const LONGEST_RUN_MS = 3_000

const pending = Symbol("pending")

/** What the vendor's local runner says of a handler: it checks what the SDK checks in a run. */
export async function runWithVendor({ make, input }: Correct): Promise<string> {
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true })
  let timer: NodeJS.Timeout | undefined
  try {
    const runner = new LocalDurableTestRunner({ handlerFunction: withDurableExecution(make()) })
    runner.registerFunction("payments", async () => ({ paid: true }))
    const limit = new Promise<typeof pending>((resolve) => {
      timer = realSetTimeout(() => resolve(pending), LONGEST_RUN_MS)
    })
    const execution = await Promise.race([runner.run({ payload: input ?? {} }), limit])
    if (execution === pending) return "no answer"
    if (execution.getStatus() === "SUCCEEDED") return "no"
    const { errorMessage = "" } = execution.getError()
    return /Non-deterministic|Context usage/u.test(errorMessage) ? "yes" : "no"
  } catch (error) {
    return `throws ${(error as Error).name}`
  } finally {
    clearTimeout(timer)
    await LocalDurableTestRunner.teardownTestEnvironment()
  }
}

/** Taken before the vendor's runner installs its own. */
const realSetTimeout = setTimeout
