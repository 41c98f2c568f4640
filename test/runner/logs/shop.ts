import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"

let attempts = 0

/** Logs in every place that there is: the handler, a step, its second attempt, a child context. */
export const shop: DurableLambdaHandler = withDurableExecution(
  async (order: { readonly id: string }, context: DurableContext) => {
    console.log("order %s", order.id)
    context.logger.info("received", { order: order.id })
    await context.step(
      "charge",
      async (step) => {
        step.logger.warn("attempt of charge")
        console.error("charging", { cents: 900 })
        if (attempts++ % 2 === 0) throw new Error("offline")
        return "charged"
      },
      { retryStrategy: () => ({ shouldRetry: attempts % 2 === 1, delay: { seconds: 10 } }) },
    )
    console.log("charged")
    await context.runInChildContext("delivery", async (child) => {
      console.debug("packing")
      await child.step("pack", async () => console.info("packed"))
      await child.wait("truck", { hours: 3 })
      console.log("the truck is here")
    })
    context.logger.info("done")
    return order.id
  },
)
