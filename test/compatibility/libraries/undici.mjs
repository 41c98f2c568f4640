import assert from "node:assert/strict"
import { Agent, fetch, request } from "undici"
import { assertEcho, notePassed, passedMs, urlOf } from "./http.mjs"
import { durable, MINUTE } from "./shared.mjs"

export { begin, end, prepare } from "./http.mjs"

const agent = new Agent({ keepAliveTimeout: 10_000 })

async function patiently(url) {
  const { statusCode, headers, body } = await request(url, { dispatcher: agent })
  if (statusCode !== 503) return body.json()
  await body.dump()
  await new Promise((done) => setTimeout(done, Number(headers["retry-after"]) * 1_000))
  return patiently(url)
}

export const handler = durable(async (context) => {
  const posted = await context.step("request", async () => {
    const { body } = await request(urlOf("/echo"), { method: "POST", body: "x", dispatcher: agent })
    return body.json()
  })
  const fetched = await context.step("fetch", async () => (await fetch(urlOf("/f"))).json())
  const flaky = await context.step("flaky", async () => {
    const begun = Date.now()
    const { path } = await patiently(urlOf("/flaky"))
    notePassed(begun)
    return path
  })
  await context.wait({ hours: 1 })
  const both = await context.step("both", async () => {
    const all = ["/a", "/b"].map(async (path) => (await (await fetch(urlOf(path))).json()).path)
    return Promise.all(all)
  })
  return { posted, fetched, flaky, both }
})

export function expected({ posted, fetched, flaky, both }) {
  assertEcho(posted, "/echo", "x")
  assertEcho(fetched, "/f")
  assert.equal(flaky, "/flaky")
  assert.equal(passedMs(), 4 * MINUTE)
  assert.deepEqual(both, ["/a", "/b"])
}
