import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { explore } from "durable-test-runner"
import { afterAll, beforeAll, expect, test } from "vitest"
import { OrderedServer } from "./ordered-server.ts"

const server = new OrderedServer(2, (path) => path)
const places = new OrderedServer(2, (_path, order) => String(order))
let url = ""
let placesUrl = ""
beforeAll(async () => {
  url = await server.listen()
  placesUrl = await places.listen()
})
afterAll(async () => {
  await server.close()
  await places.close()
})

const order: string[] = []
const ask = async (name: string, base = url): Promise<string> => {
  const answer = await (await fetch(`${base}/${name}`)).text()
  order.push(name)
  return answer
}

test("right", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    return Promise.all([context.step("a", async () => ask("a")), context.step("b", async () => ask("b"))])
  })
  const verdict = await explore(handler, { maxSchedules: 60, failures: false, prepare: () => { order.push("|") } })
  console.log(verdict.message, order.join("").slice(0, 60))
  verdict.assertPassed()
})

test("order dependent", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    return Promise.all([context.step("a", async () => ask("a", placesUrl)), context.step("b", async () => ask("b", placesUrl))])
  })
  const verdict = await explore(handler, { maxSchedules: 60, failures: false })
  console.log(verdict.message)
  expect(verdict.uncontrolled).toBeDefined()
})
