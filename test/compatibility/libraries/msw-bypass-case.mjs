import assert from "node:assert/strict"
import { clients } from "./https-clients.mjs"
import { serveEcho } from "./https-server.mjs"
import { durable, MINUTE } from "./shared.mjs"

/**
 * What one release of msw lets through to a server over TLS.
 *
 * @param answersToo whether it answers requests beside that itself.
 */
export function mswBypassCase(
  { delay, http, HttpResponse, passthrough },
  setupServer,
  answersToo = true,
) {
  let echo
  const mock = setupServer(
    http.post("https://shop.example/orders", async ({ request }) => {
      await delay(MINUTE)
      return HttpResponse.json(await request.json())
    }),
    http.post("https://localhost:*/", () => passthrough()),
  )

  async function begin() {
    echo = await serveEcho()
    mock.listen({ onUnhandledRequest: "error" })
  }
  function end() {
    mock.close()
    echo.close()
  }

  const handler = durable(async (context) => {
    const times = []
    for (const [name, post] of Object.entries(clients)) {
      times.push(
        await context.step(name, async () => {
          const begun = Date.now()
          const echoed = await post(echo.url, { id: name }, MINUTE)
          const answered = Date.now()
          if (answersToo) await post("https://shop.example/orders", echoed, 2 * MINUTE)
          return [echoed.id, answered - begun, Date.now() - answered]
        }),
      )
    }
    await context.wait({ hours: 1 })
    const ids = await context.step("together", async () => {
      const all = Object.entries(clients).map(async ([id, post]) => post(echo.url, { id }, MINUTE))
      return (await Promise.all(all)).map(({ id }) => id)
    })
    return { times, ids }
  })

  function expected({ times, ids }) {
    const names = Object.keys(clients)
    assert.deepEqual(
      times,
      names.map((name) => [name, 0, answersToo ? MINUTE : 0]),
    )
    assert.deepEqual(ids, names)
  }

  return { begin, end, handler, expected }
}
