import assert from "node:assert/strict"
import { MockAgent, request } from "undici"
import { assertVirtual, durable, MINUTE } from "./shared.mjs"

function mocked() {
  const agent = new MockAgent()
  agent.disableNetConnect()
  const shop = agent.get("https://shop.example")
  const order = ({ body }) => ({ ...JSON.parse(body), at: Date.now() })
  shop.intercept({ path: "/orders", method: "POST" }).reply(201, order).delay(MINUTE)
  shop.intercept({ path: "/slow" }).reply(200, "late").delay(MINUTE)
  return agent
}

export const handler = durable(async (context) => {
  const order = await context.step("order", async () => {
    const begun = Date.now()
    const options = { method: "POST", body: '{"id":"o-1"}', dispatcher: mocked() }
    const { body } = await request("https://shop.example/orders", options)
    return { ...(await body.json()), passed: Date.now() - begun }
  })
  const aborted = await context.step("aborted", async () => {
    const begun = Date.now()
    const options = { dispatcher: mocked(), signal: AbortSignal.timeout(2_000) }
    const error = await request("https://shop.example/slow", options).catch((thrown) => thrown)
    return [error.name, Date.now() - begun]
  })
  const refused = await context.step("refused", async () => {
    const sent = request("https://shop.example/none", { dispatcher: mocked() })
    return sent.then(() => "answered").catch(({ code }) => code)
  })
  return { order, aborted, refused }
})

export function expected({ order, aborted, refused }) {
  assert.equal(order.id, "o-1")
  assertVirtual(order.at, MINUTE)
  assert.equal(order.passed, MINUTE)
  assert.deepEqual(aborted, ["TimeoutError", 2_000])
  assert.equal(refused, "UND_MOCK_ERR_MOCK_NOT_MATCHED")
}
