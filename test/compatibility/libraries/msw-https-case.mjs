import assert from "node:assert/strict"
import { clients } from "./https-clients.mjs"
import { durable, MINUTE } from "./shared.mjs"

const SHOP = "https://shop.example/orders"
const PATIENCE_MS = 2_000

/** What one release of msw answers over TLS, late. */
export function mswHttpsCase({ delay, http, HttpResponse }, setupServer) {
  const mock = setupServer(
    http.post(SHOP, async ({ request }) => {
      await delay(MINUTE)
      const { id } = await request.json()
      return HttpResponse.json({ id, at: Date.now() }, { status: 201 })
    }),
  )

  const begin = () => mock.listen({ onUnhandledRequest: "error" })
  const end = () => mock.close()

  const handler = durable(async (context) => {
    const orders = []
    for (const [name, post] of Object.entries(clients)) {
      orders.push(
        await context.step(name, async () => {
          const begun = Date.now()
          const { id, at } = await post(SHOP, { id: name }, 2 * MINUTE)
          const gaveUp = await post(SHOP, { id: name }, PATIENCE_MS).catch(() => Date.now())
          return { id, took: at - begun, gaveUp: gaveUp - at }
        }),
      )
    }
    await context.wait({ hours: 1 })
    const together = await context.step("together", async () => {
      const begun = Date.now()
      const all = Object.values(clients).map(async (post) => post(SHOP, { id: "o-1" }, 2 * MINUTE))
      return (await Promise.all(all)).map(({ at }) => at - begun)
    })
    return { orders, together }
  })

  function expected({ orders, together }) {
    const ids = Object.keys(clients)
    assert.deepEqual(
      orders,
      ids.map((id) => ({ id, took: MINUTE, gaveUp: PATIENCE_MS })),
    )
    assert.deepEqual(
      together,
      ids.map(() => MINUTE),
    )
  }

  return { begin, end, handler, expected }
}
