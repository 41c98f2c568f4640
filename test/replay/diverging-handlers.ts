import type { DurableContext, DurableExecutionHandler } from "@aws/durable-execution-sdk-js"

type Make = () => DurableExecutionHandler<unknown, unknown>

/* In a file of their own: the messages that are tested name lines of it. */

export const anotherName: Make = () => async (_event, context: DurableContext) => {
  await context.wait("a while", { hours: 1 })
  await context.step(`charge-${Date.now()}`, async () => 1)
}

export const noLongerAskedFor: Make = () => async (_event, context: DurableContext) => {
  let isPaid = false
  await context.step("pay", async () => {
    isPaid = true
  })
  if (isPaid) await context.invoke("receipt", "mailer", { to: "alice" })
}

export const anotherInput: Make = () => async (_event, context: DurableContext) =>
  context.invoke("receipt", "mailer", { lucky: Math.random() < 0.5 })

export const anotherResult: Make = () => {
  let calls = 0
  return async (_event, context: DurableContext) => {
    await context.step("work", async () => 1)
    return { calls: ++calls }
  }
}

export const neverRecorded: Make = () => {
  let calls = 0
  return async (_event, context: DurableContext) => {
    await context.step("work", async () => 1)
    if (++calls > 1) await context.step("again", async () => 2)
  }
}

export const anotherContextResult: Make = () => async (_event, context: DurableContext) =>
  context.runInChildContext("stamp", async (child) => {
    await child.step("work", async () => 1)
    return { at: Date.now() }
  })

export const anotherDelay: Make = () => async (_event, context: DurableContext) =>
  context.step(
    "call",
    async ({ attempt }) => {
      if (attempt === 1) throw new Error("not yet")
    },
    {
      retryStrategy: () => {
        const seconds = 3_600 - ((Date.now() / 1_000) % 3_600)
        return { shouldRetry: true, delay: { seconds: Math.ceil(seconds) } }
      },
    },
  )
