import { join } from "node:path"
import {
  GetDurableExecutionCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { afterAll, expect, test } from "vitest"
import { remoteFunction } from "../../src/remote/index.ts"
import { hasPython, NODE, node, python } from "../remote/processes.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { durable, plain, serving } from "./serving.ts"

const folder = temporaryFolder()

function elsewhere(one: ReturnType<typeof durable>): typeof one {
  return { ...one, runsHere: false }
}

// Their processes serve all tests.
const order = elsewhere(durable("order", node("order.handler")))
const price = elsewhere(plain("price", node("order.plain")))
const lightly = remoteFunction({ command: [process.execPath, "light.mjs"], cwd: NODE })
const light = elsewhere(plain("light", lightly))

afterAll(() => lightly.close())

test("functions of processes wait, crash, invoke others and are answered from outside", async () => {
  const { client, invoke, waiting, untilEnded } = await serving({
    functions: [order, price],
  })
  const payload = { orderId: "o-1", crash: join(folder, "crash") }
  const { arn } = await invoke({ InvocationType: "Event", payload })
  const [CallbackId] = await waiting()
  await client.send(
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from("yes") }),
  )
  await untilEnded()
  const read = new GetDurableExecutionCommand({
    DurableExecutionArn: arn,
    IncludeExecutionData: true,
  })
  expect(await client.send(read)).toMatchObject({
    Status: "SUCCEEDED",
    Result: '{"approval":"yes","charged":42,"held":"o-1"}',
  })
})

test.runIf(hasPython)("so do those in Python, with a client of the standard library", async () => {
  const { client, invoke, waiting } = await serving({
    functions: [
      elsewhere(durable("order", python("order.handler"))),
      elsewhere(plain("price", python("order.plain"))),
    ],
  })
  const invoked = invoke({ payload: { orderId: "o-1" } })
  const [CallbackId] = await waiting()
  await client.send(
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from("yes") }),
  )
  expect((await invoked).result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
})

test("a process may call who answers a callback before it returns: nothing waits for its end", async () => {
  const { url, invoke, waiting, untilEnded, ended } = await serving({
    functions: [order, price, light],
  })
  await invoke({ InvocationType: "Event", payload: { orderId: "o-1" } })
  const [id = ""] = await waiting()
  const answer = `${url}/2025-12-01/durable-execution-callbacks/${encodeURIComponent(id)}/succeed`
  const { result } = await invoke({ FunctionName: "light", payload: { url: answer } })
  expect(result).toBeGreaterThan(0)
  await untilEnded()
  expect(ended).toMatchObject([{ status: "SUCCEEDED" }])
})

test("more invocations than processes wait for one", async () => {
  const { invoke } = await serving({ functions: [light] })
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => invoke({ FunctionName: "light", payload: {} })),
  )
  const pids = new Set(answers.map(({ result, error }) => error ?? result))
  expect([...pids].every((pid) => typeof pid === "number")).toBe(true)
  expect(pids.size).toBeLessThanOrEqual(10)
})
