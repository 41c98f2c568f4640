import assert from "node:assert/strict"
import retry from "async-retry"
import { durable, MINUTE } from "./shared.mjs"

export const handler = durable(async (context) => {
  const times = await context.step("flaky", async () => {
    const attempts = []
    await retry(
      async (_bail, attempt) => {
        attempts.push(Date.now())
        if (attempt < 3) throw new Error("not yet")
      },
      { retries: 3, minTimeout: 3 * MINUTE, factor: 1 },
    )
    return attempts
  })
  const bailed = await context.step("bailed", async () =>
    retry((bail) => bail(new Error("never")), { retries: 3 }).catch(({ message }) => message),
  )
  return { times, bailed }
})

export function expected({ times, bailed }) {
  const pauses = times.slice(1).map((time, index) => time - times[index])
  assert.equal(pauses.length, 2)
  // It draws a factor between 1 and 2.
  assert.ok(
    pauses.every((pause) => pause >= 3 * MINUTE && pause <= 6 * MINUTE),
    String(pauses),
  )
  assert.equal(bailed, "never")
}
