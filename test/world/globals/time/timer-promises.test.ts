import timersPromises, {
  scheduler,
  setImmediate as immediately,
  setInterval as ticks,
  setTimeout as sleep,
} from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { runInside } from "../../run-inside.ts"

test("node:timers/promises sleeps in virtual time, however it is imported", async () => {
  const seen = await runInside(async () => {
    const start = Date.now()
    const values = [
      await sleep(60_000, "named"),
      await timersPromises.setTimeout(60_000, "default"),
    ]
    await scheduler.wait(60_000)
    await scheduler.yield()
    values.push(await immediately("immediate"))
    return { values, took: Date.now() - start }
  })
  expect(seen).toEqual({ values: ["named", "default", "immediate"], took: 180_000 })
})

test("setInterval of node:timers/promises is an endless iterable", async () => {
  const seen = await runInside(async () => {
    const start = Date.now()
    const at: [string, number][] = []
    for await (const value of ticks(1_000, "tick")) {
      at.push([value, Date.now() - start])
      if (at.length === 3) break
    }
    return at
  })
  expect(seen).toEqual([
    ["tick", 1_000],
    ["tick", 2_000],
    ["tick", 3_000],
  ])
})

describe("abort signals", () => {
  test("end a sleep with Node's AbortError, and its timer with it", async () => {
    const seen = await runInside(async () => {
      const start = Date.now()
      const controller = new AbortController()
      setTimeout(() => controller.abort("enough"), 1_000)
      const error = await sleep(3_600_000, undefined, { signal: controller.signal }).catch(
        (caught: unknown) => caught,
      )
      return { error, took: Date.now() - start }
    })
    expect(seen.took).toBe(1_000)
    expect(seen.error).toMatchObject({ name: "AbortError", code: "ABORT_ERR", cause: "enough" })
  })

  test("that have aborted already reject at once", async () => {
    const seen = await runInside(async () => {
      const signal = AbortSignal.abort()
      const start = Date.now()
      const codes = await Promise.all(
        [sleep(5, undefined, { signal }), immediately(undefined, { signal })].map((promise) =>
          promise.catch((error: unknown) => (error as NodeJS.ErrnoException).code),
        ),
      )
      return { codes, took: Date.now() - start }
    })
    expect(seen).toEqual({ codes: ["ABORT_ERR", "ABORT_ERR"], took: 0 })
  })

  test("AbortSignal.timeout counts virtual time", async () => {
    const seen = await runInside(async () => {
      const start = Date.now()
      const signal = AbortSignal.timeout(30_000)
      const before = signal.aborted
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve)
      })
      return { before, took: Date.now() - start, name: (signal.reason as Error).name }
    })
    expect(seen).toEqual({ before: false, took: 30_000, name: "TimeoutError" })
  })

  test("AbortSignal.any with a time-out ends a sleep", async () => {
    const seen = await runInside(async () => {
      const start = Date.now()
      const signal = AbortSignal.any([new AbortController().signal, AbortSignal.timeout(2_000)])
      await sleep(60_000, undefined, { signal }).catch(() => {})
      return Date.now() - start
    })
    expect(seen).toBe(2_000)
  })
})
