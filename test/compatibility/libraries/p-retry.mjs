import assert from "node:assert/strict"
import pRetry, { AbortError } from "p-retry"
import { durable, MINUTE } from "./shared.mjs"

const options = { retries: 3, minTimeout: 3 * MINUTE, factor: 1, randomize: true }

export const handler = durable(async (context) => {
  const times = await context.step("flaky", async () => {
    const attempts = []
    await pRetry(async (attempt) => {
      attempts.push(Date.now())
      if (attempt < 3) throw new Error("not yet")
    }, options)
    return attempts
  })
  const refused = await context.step("refused", async () =>
    pRetry(() => {
      throw new AbortError("never")
    }, options).catch((error) => error.message),
  )
  // Around an operation: each attempt is a step of its own, and the pauses hold the invocation open.
  const around = await pRetry(
    async (attempt) =>
      context.step(
        `around ${attempt}`,
        async () => {
          if (attempt < 2) throw new Error("not yet")
          return attempt
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      ),
    { retries: 2, minTimeout: 5_000 },
  )
  return { times, refused, around }
})

export function expected({ times, refused, around }) {
  const pauses = times.slice(1).map((time, index) => time - times[index])
  assert.equal(pauses.length, 2)
  assert.ok(
    pauses.every((pause) => pause >= 3 * MINUTE && pause <= 6 * MINUTE),
    String(pauses),
  )
  assert.equal(refused, "never")
  assert.equal(around, 2)
}
