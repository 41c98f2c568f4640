import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution, explore } from "durable-test-runner"
import type { Verdict } from "durable-test-runner/explore"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { onePage } from "../support/one-page.ts"

const pay = withDurableExecution(async ({ cents }: { cents: number }, context: DurableContext) => {
  await context.step("reserve", async () => ({ ok: true }))
  await context.wait("settle", { hours: 1 })
  console.log("settled")
  return { paid: cents }
})

const order = withDurableExecution(
  async ({ id, fails }: { id: string; fails?: boolean }, context: DurableContext) => {
    context.logger.info("received", id)
    await context.step("charge", async ({ attempt, logger }) => {
      if (attempt === 2) return { cents: 900 }
      logger.warn("the card is about to expire")
      throw new RangeError("card reader offline")
    })
    await context.wait("cool-off", { days: 7 })
    const answer = await context.waitForCallback("approve", async () => {}, {
      timeout: { days: 2 },
      heartbeatTimeout: { hours: 4 },
    })
    const paid = await context.invoke("pay", "pay:$LATEST", { cents: 900 })
    await context.step(
      "ship",
      async () => {
        if (fails === true) throw new Error("no truck")
        return "shipped"
      },
      { retryStrategy: () => ({ shouldRetry: false }) },
    )
    return { answer, paid }
  },
)

/** An execution with all that a report shows: attempts, waits, callbacks, children, logs. */
export async function runOrder(input: { fails?: boolean } = {}): Promise<Execution> {
  const runner = new DurableTestRunner({
    functionName: "order",
    seed: "report",
    logs: "capture",
    ...asNeeded,
    ...exactTimes,
    ...onePage,
  })
  runner.registerFunction("pay", pay)
  runner.heartbeatCallback("approve", { after: { hours: 2 } })
  runner.completeCallback("approve", { by: "jo" }, { after: { hours: 5 } })
  return runner.run(order, { id: "o-1", ...input })
}

/** A search that finds a double charge, or nothing. */
export async function exploreCharge({ isIdempotent }: { isIdempotent: boolean }): Promise<Verdict> {
  let charges: string[] = []
  const handler = withDurableExecution(async ({ id }: { id: string }, context: DurableContext) => {
    await context.step("charge", async ({ logger }) => {
      logger.warn("charging", id)
      if (!isIdempotent || !charges.includes(id)) charges.push(id)
    })
    await context.wait("cool-off", { hours: 1 })
  })
  return explore(handler, {
    budgetMs: 60_000,
    runner: { ...asNeeded, ...exactTimes, ...onePage },
    name: "charge",
    input: { id: "o-1" },
    failures: false,
    prepare: () => {
      charges = []
    },
    observe: () => ({ charges: charges.length }),
  })
}
