import assert from "node:assert/strict"
import { get } from "node:http"
import { assertVirtual, durable, MINUTE } from "./shared.mjs"

const textOf = (url) =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = ""
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text))
    }).on("error", reject)
  })

/** The case of one release of msw. */
export function mswCase({ delay, http, HttpResponse }, setupServer) {
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

  const begin = () => server.listen({ onUnhandledRequest: "error" })
  const end = () => server.close()
  const prepare = () => (failures = 0)

  const handler = durable(async (context) => {
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

  function expected({ order, flaky, old }) {
    assert.equal(order.id, "o-1")
    assertVirtual(order.at, MINUTE)
    assert.equal(flaky, "fine")
    assert.equal(old, "by node:http")
  }

  return { begin, end, prepare, handler, expected }
}
