import assert from "node:assert/strict"
import { get } from "node:http"
import { delay, http, HttpResponse } from "msw"
import { setupServer } from "msw/node"
import { assertVirtual, durable, MINUTE } from "./shared.mjs"

let failures = 0
const server = setupServer(
  http.post("https://shop.example/orders", async ({ request }) => {
    await delay(MINUTE)
    const { id } = await request.json()
    return HttpResponse.json({ id, at: Date.now() }, { status: 201 })
  }),
  http.get("https://shop.example/flaky", () =>
    failures++ < 1 ? new HttpResponse("busy", { status: 503 }) : HttpResponse.text("fine"),
  ),
  http.get("http://shop.example/old", () => HttpResponse.text("by node:http")),
)

// Each request of a later run takes 3 s of real time.
export const maxSchedules = 3

export const begin = () => server.listen({ onUnhandledRequest: "error" })
export const end = () => server.close()
export const prepare = () => (failures = 0)

const textOf = (url) =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = ""
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text))
    }).on("error", reject)
  })

export const handler = durable(async (context) => {
  const order = await context.step("order", async () => {
    const response = await fetch("https://shop.example/orders", {
      method: "POST",
      body: JSON.stringify({ id: "o-1" }),
    })
    return response.json()
  })
  await context.wait({ hours: 1 })
  const flaky = await context.step("flaky", async () => {
    const response = await fetch("https://shop.example/flaky")
    if (!response.ok) throw new Error(`status ${response.status}`)
    return response.text()
  })
  const old = await context.step("old", async () => textOf("http://shop.example/old"))
  return { order, flaky, old }
})

export function expected({ order, flaky, old }) {
  assert.equal(order.id, "o-1")
  assertVirtual(order.at, MINUTE)
  assert.equal(flaky, "fine")
  assert.equal(old, "by node:http")
}
