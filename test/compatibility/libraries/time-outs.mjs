import assert from "node:assert/strict"
import axios from "axios"
import got from "got"
import { request } from "undici"
import { urlOf } from "./http.mjs"
import { durable } from "./shared.mjs"

export { begin, end, prepare } from "./http.mjs"

/** The server never answers, so each request takes this much real time. */
export const maxSchedules = 5
export const runnerOptions = { realIoTimeoutMs: 50 }

const url = () => urlOf("/silent")
const requests = {
  axios: () => axios.get(url(), { timeout: 30_000, proxy: false }),
  "axios with a signal": () =>
    axios.get(url(), { signal: AbortSignal.timeout(30_000), proxy: false }),
  got: () => got(url(), { timeout: { request: 30_000 }, retry: { limit: 0 } }),
  undici: () => request(url(), { signal: AbortSignal.timeout(30_000) }),
  fetch: () => fetch(url(), { signal: AbortSignal.timeout(30_000) }),
}

export const handler = durable(async (context) => {
  const ends = []
  for (const [name, send] of Object.entries(requests)) {
    ends.push(
      await context.step(name, async () => {
        const begun = Date.now()
        const error = await send().catch((thrown) => thrown)
        return [name, error.code ?? error.name, Date.now() - begun]
      }),
    )
  }
  return ends
})

export function expected(ends) {
  assert.deepEqual(
    ends.map(([, , passed]) => passed),
    ends.map(() => 30_000),
    JSON.stringify(ends),
  )
}
