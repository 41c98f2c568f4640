import assert from "node:assert/strict"
import { Agent, request, RetryAgent, RetryHandler } from "undici"
import { notePassed, passedMs, prepare as reset, urlOf } from "./http.mjs"
import { durable, MINUTE } from "./shared.mjs"

export { begin, end } from "./http.mjs"

// By default it waits 30 s at most, whatever the server asks for.
const retryOptions = { maxRetries: 3, maxTimeout: 10 * MINUTE }

export const prepare = () => reset()

/** What `request` does, with a handler of its own. */
function withHandler(agent, url) {
  return new Promise((resolve, reject) => {
    const { origin, pathname: path } = new URL(url)
    const options = { origin, path, method: "GET", retryOptions }
    let text = ""
    const handler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData(_controller, chunk) {
        text += chunk
      },
      onResponseEnd: () => resolve(JSON.parse(text)),
      onResponseError: (_controller, error) => reject(error),
    }
    const dispatch = agent.dispatch.bind(agent)
    agent.dispatch(options, new RetryHandler(options, { dispatch, handler }))
  })
}

const ways = {
  async agent(agent, url) {
    const dispatcher = new RetryAgent(agent, retryOptions)
    return (await request(url, { dispatcher })).body.json()
  },
  async short(agent, url) {
    return (await request(url, { dispatcher: new RetryAgent(agent) })).body.json()
  },
  handler: withHandler,
}

export const handler = durable(async (context) => {
  const paths = []
  for (const [name, send] of Object.entries(ways)) {
    const { path } = await context.step(name, async () => {
      reset()
      const agent = new Agent()
      const begun = Date.now()
      const body = await send(agent, urlOf("/flaky"))
      notePassed(begun, name)
      await agent.destroy()
      return body
    })
    paths.push(path)
  }
  return paths
})

export function expected(paths) {
  assert.deepEqual(paths, ["/flaky", "/flaky", "/flaky"])
  // Its clock ticks twice a second.
  for (const [name, asked] of [
    ["agent", 4 * MINUTE],
    ["short", MINUTE],
    ["handler", 4 * MINUTE],
  ]) {
    const late = passedMs(name) - asked
    assert.ok(late >= 0 && late < 10_000, `${name}: ${late} ms late`)
  }
}
