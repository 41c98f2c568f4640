import assert from "node:assert/strict"
import { Agent, Pool, request } from "undici"
import { durable, serve } from "./shared.mjs"

let late

/** Sends no headers, or no end of the body. */
export async function begin() {
  late = await serve((incoming, response) => {
    if (incoming.url === "/body") response.write("a part")
  })
}
export const end = () => late.close()

/** The server never answers, so each request takes this much real time. */
export const runnerOptions = { realIoTimeoutMs: 50 }
export const maxSchedules = 5

const limits = { headersTimeout: 30_000, bodyTimeout: 45_000 }
const kinds = { pool: () => new Pool(late.url, limits), agent: () => new Agent(limits) }

export const handler = durable(async (context) => {
  const ends = []
  for (const [kind, create] of Object.entries(kinds)) {
    for (const path of ["/headers", "/body"]) {
      ends.push(
        await context.step(`${path} of ${kind}`, async () => {
          const dispatcher = create()
          const begun = Date.now()
          const send = async () => (await request(late.url + path, { dispatcher })).body.text()
          const error = await send().catch((thrown) => thrown)
          const passed = Date.now() - begun
          await dispatcher.destroy()
          return [error.code ?? String(error), passed]
        }),
      )
    }
  }
  return ends
})

export function expected(ends) {
  const codes = ends.map(([code]) => code)
  const of = (what) => `UND_ERR_${what}_TIMEOUT`
  assert.deepEqual(codes, [of("HEADERS"), of("BODY"), of("HEADERS"), of("BODY")])
  // Its clock ticks twice a second.
  const late = ends.map(([code, passed]) => passed - (code === of("BODY") ? 45_000 : 30_000))
  assert.ok(
    late.every((ms) => Math.abs(ms) <= 1_500),
    String(late),
  )
}
