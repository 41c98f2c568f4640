import assert from "node:assert/strict"
import got from "got"
import { assertEcho, notePassed, passedMs, urlOf } from "./http.mjs"
import { assertVirtual, durable, HOUR, MINUTE } from "./shared.mjs"

export { begin, end, prepare } from "./http.mjs"

export const handler = durable(async (context) => {
  const posted = await context.step("post", async () =>
    got.post(urlOf("/echo"), { body: "x" }).json(),
  )
  const flaky = await context.step("flaky", async () => {
    const begun = Date.now()
    const { path } = await got(urlOf("/flaky"), { retry: { limit: 3 } }).json()
    notePassed(begun)
    return path
  })
  await context.wait({ hours: 1 })
  const timings = await context.step("timings", async () => {
    const { timings } = await got(urlOf("/t"))
    return { total: timings.phases.total, at: timings.start }
  })
  return { posted, flaky, timings }
})

export function expected({ posted, flaky, timings }) {
  assertEcho(posted, "/echo", "x")
  assert.equal(flaky, "/flaky")
  assert.equal(passedMs(), 4 * MINUTE)
  assert.equal(timings.total, 0)
  assertVirtual(timings.at, HOUR + 4 * MINUTE)
}
