import assert from "node:assert/strict"
import axios from "axios"
import nock from "nock"
import { durable, MINUTE } from "./shared.mjs"

export const begin = () => nock.disableNetConnect()

export function end() {
  nock.cleanAll()
  nock.restore()
}

export function prepare() {
  nock.cleanAll()
  const shop = nock("https://shop.example").persist()
  shop.get("/slow").delay(MINUTE).reply(200, { fine: true })
  // A reply by a function waits without end for the body that axios posts, also without this package.
  shop.post("/orders", { id: "o-1" }).reply(201, { id: "o-1" })
}

const client = axios.create({ baseURL: "https://shop.example", proxy: false })

export const handler = durable(async (context) => {
  const slow = await context.step("slow", async () => {
    const begun = Date.now()
    const { data } = await client.get("/slow")
    return { data, passed: Date.now() - begun }
  })
  await context.wait({ hours: 1 })
  const order = await context.step("order", async () => {
    const { data } = await client.post("/orders", { id: "o-1" })
    return data
  })
  return { slow, order }
})

export function expected({ slow, order }) {
  assert.deepEqual(slow, { data: { fine: true }, passed: MINUTE })
  assert.deepEqual(order, { id: "o-1" })
}
