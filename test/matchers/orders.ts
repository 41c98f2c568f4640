import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"

interface Order {
  readonly id: string
  readonly declined?: boolean
}

/** Charges at the second attempt, waits, asks somebody, and ships in a context of its own. */
export const order: DurableLambdaHandler = withDurableExecution(
  async (input: Order, context: DurableContext) => {
    await context.step(
      "charge",
      async ({ attempt }) => {
        if (input.declined === true) throw new RangeError("card declined")
        if (attempt === 1) throw new Error("offline")
        return { cents: 900 }
      },
      {
        retryStrategy: (error, attempts) => ({
          shouldRetry: attempts < 2 && error.message === "offline",
          delay: { seconds: 5 },
        }),
      },
    )
    await context.wait("cool-off", { hours: 3 })
    const answer = await context.waitForCallback("approve", async () => {}, {
      timeout: { days: 1 },
    })
    await context.runInChildContext("delivery", async (child) => child.step("ship", async () => 1))
    return { id: input.id, answer }
  },
)
