import { existsSync, writeFileSync } from "node:fs"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"

/** Ends the process, once for each file. */
const crashOnce = (file) => {
  if (existsSync(file)) return
  writeFileSync(file, "")
  console.error("about to die")
  process.exit(3)
}

const charge = async (amount) => {
  const url = process.env.BANK_URL
  if (url !== undefined) await fetch(url, { method: "POST", body: String(amount) })
  return amount
}

export const handler = withDurableExecution(async (order, context) => {
  console.log(`order ${order.orderId}`)
  const held = await context.step("reserve", async () => order.orderId)
  await context.wait("cool off", { days: 7 })
  const [answer] = await context.createCallback("approve", { timeout: { hours: 24 } })
  const approval = await answer.catch((error) => `nobody: ${error.name}`)
  if (order.crash !== undefined) crashOnce(order.crash)
  const price = await context.invoke("price", "price", { orderId: held })
  const charged = await context.step("charge", async () => charge(price.amount))
  return { approval, charged, held }
})

/** The bank is asked outside of the step, so a crash before the answer is recorded asks it again. */
export const doubleCharge = withDurableExecution(async (_order, context) => {
  await charge(1)
  return context.step("note", async () => "noted")
})

/** It has sent no checkpoint while it asks for the price and pays. */
export const pays = withDurableExecution(async (_order, context) => {
  const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda")
  await new LambdaClient().send(new InvokeCommand({ FunctionName: "price" }))
  await charge(process.pid)
  return context.step("note", async () => "paid")
})

export const correct = withDurableExecution(async (_order, context) => {
  const amount = await context.step("reserve", async () => 7)
  await context.wait("a day", { days: 1 })
  return amount
})

export const plain = async (event) => {
  if (event.fail) throw new TypeError(`no price for ${event.orderId}`)
  return { amount: 42, name: process.env.AWS_LAMBDA_FUNCTION_NAME }
}

/** What the replay asks for depends on the process. */
export const byProcess = withDurableExecution(async (_event, context) => {
  await context.wait("first", { days: 1 })
  return context.step(`seed ${process.env.PYTHONHASHSEED}`, async () => 1)
})

export const silent = withDurableExecution(async () => {
  console.log("working")
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})

export const today = withDurableExecution(async (_event, context) => {
  const before = await context.step("before", async () => new Date().toISOString())
  await context.wait("a year", { days: 365 })
  const after = await context.step("after", async () => new Date().toISOString())
  return { before, after }
})

export const dies = withDurableExecution(async () => process.kill(process.pid, "SIGKILL"))

export const noPrice = async ({ orderId }) => plain({ fail: true, orderId })

export const pid = async () => {
  console.log(`pid ${process.pid}`)
  return { Status: "SUCCEEDED", Result: "1" }
}

/** Its branch depends on the day. */
export const byClock = withDurableExecution(async (_event, context) => {
  const isJanuary = new Date().getUTCMonth() === 0
  const first = await context.step(isJanuary ? "january" : "later", async () => 1)
  await context.wait("a day", { days: 1 })
  return first
})

let runs = 0

/** Its container shows in its result. */
export const counts = withDurableExecution(async (_event, context) => {
  await context.wait("a day", { days: 1 })
  return ++runs
})

/** Its steps use AWS clients of their own. */
export const useAws = withDurableExecution(async ({ callbackOf, command }, context) => {
  if (command !== undefined) {
    return context.step("unknown", async () => {
      const { LambdaClient, ListFunctionsCommand } = await import("@aws-sdk/client-lambda")
      await new LambdaClient().send(new ListFunctionsCommand())
    })
  }
  const [answer, id] = await context.createCallback("own", { timeout: { hours: 1 } })
  const price = await context.step("ask", async () => {
    const { InvokeCommand, LambdaClient, SendDurableExecutionCallbackSuccessCommand } =
      await import("@aws-sdk/client-lambda")
    const client = new LambdaClient()
    const Payload = JSON.stringify({ orderId: callbackOf })
    const invoked = await client.send(new InvokeCommand({ FunctionName: "price", Payload }))
    const Result = new TextEncoder().encode("answered by myself")
    await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: id, Result }))
    return JSON.parse(new TextDecoder().decode(invoked.Payload)).amount
  })
  return { price, answer: await answer }
})
