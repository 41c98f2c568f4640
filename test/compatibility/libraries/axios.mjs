import assert from "node:assert/strict"
import { Agent } from "node:http"
import axios from "axios"
import { assertEcho, notePassed, passedMs, urlOf } from "./http.mjs"
import { durable, MINUTE } from "./shared.mjs"

export { begin, end, prepare } from "./http.mjs"

const client = axios.create({ httpAgent: new Agent({ keepAlive: true }), proxy: false })

client.interceptors.response.use(undefined, async (error) => {
  const { config, response } = error
  if (response?.status !== 503) throw error
  await new Promise((done) => setTimeout(done, Number(response.headers["retry-after"]) * 1_000))
  return client.request(config)
})

export const handler = durable(async (context) => {
  const posted = await context.step("post", async () => {
    const { data } = await client.post(urlOf("/echo"), { order: 1 })
    return data
  })
  const flaky = await context.step("flaky", async () => {
    const begun = Date.now()
    const { data } = await client.get(urlOf("/flaky"))
    notePassed(begun)
    return data.path
  })
  await context.wait({ hours: 1 })
  const all = await context.step("all", async () => {
    const paths = ["/a", "/b", "/c"]
    const responses = await Promise.all(paths.map((path) => client.get(urlOf(path))))
    return responses.map(({ data }) => data.path)
  })
  return { posted, flaky, all }
})

export function expected({ posted, flaky, all }) {
  assertEcho(posted, "/echo", '{"order":1}')
  assert.equal(flaky, "/flaky")
  assert.equal(passedMs(), 4 * MINUTE)
  assert.deepEqual(all, ["/a", "/b", "/c"])
}
