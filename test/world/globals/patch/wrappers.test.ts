import * as crypto from "node:crypto"
import { createRequire } from "node:module"
import os from "node:os"
import timers from "node:timers"
import timerPromises from "node:timers/promises"
import { promisify } from "node:util"
import vm from "node:vm"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { FakeTimersError } from "durable-test-runner/errors"
import { afterEach, describe, expect, test, vi } from "vitest"
import { expectRejection } from "../../../runner/expect-error.ts"
import { runInside } from "../../run-inside.ts"
import { exactTimes } from "../../../support/exact-times.ts"

/*
 * Copies of functions, as jest's ESM mode, vitest's vm pools, swc and babel make them of named imports,
 * and as libraries keep them when they are loaded.
 */
const copies = {
  randomUUID: crypto.randomUUID,
  randomBytes: crypto.randomBytes,
  randomInt: crypto.randomInt,
  randomFillSync: crypto.randomFillSync,
  random: Math.random,
  webUuid: globalThis.crypto.randomUUID.bind(globalThis.crypto),
  getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto),
  dateNow: Date.now,
  performanceNow: performance.now.bind(performance),
  hrtime: process.hrtime,
  bigint: process.hrtime.bigint.bind(process.hrtime),
  uptime: process.uptime.bind(process),
  osUptime: os.uptime,
  setTimeout: timers.setTimeout,
  setImmediate: timers.setImmediate,
  sleep: timerPromises.setTimeout,
  globalSetTimeout: globalThis.setTimeout,
  abortTimeout: AbortSignal.timeout.bind(AbortSignal),
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe("a copy of a function that was made before the run (G1)", () => {
  const draw = (): unknown[] => [
    copies.randomUUID(),
    copies.randomBytes(8).toString("hex"),
    copies.randomInt(1_000_000),
    copies.randomFillSync(Buffer.alloc(8)).toString("hex"),
    copies.random(),
    copies.webUuid(),
    [...copies.getRandomValues(new Uint8Array(8))],
  ]

  test("draws from the seed of the run", async () => {
    const [one, two] = [await runInside(draw), await runInside(draw)]
    expect(one).toEqual(two)
    expect(draw()).not.toEqual(draw())
  })

  test("reads the clock of the run", async () => {
    const seen = await runInside(
      async () => {
        const read = (): number[] => [
          copies.dateNow(),
          copies.performanceNow(),
          copies.hrtime()[0] * 1_000,
          Number(copies.bigint()) / 1_000_000,
          copies.uptime() * 1_000,
          copies.osUptime() * 1_000,
        ]
        const before = read()
        await copies.sleep(5_000)
        return read().map((after, index) => after - (before[index] ?? 0))
      },
      { ...exactTimes, startTime: 0 },
    )
    expect(seen).toEqual([5_000, 5_000, 5_000, 5_000, 5_000, 5_000])
  })

  test.each<[string, () => Promise<unknown>]>([
    ["setTimeout of node:timers", () => new Promise((done) => copies.setTimeout(done, 600_000))],
    ["the global setTimeout", () => new Promise((done) => copies.globalSetTimeout(done, 600_000))],
    ["node:timers/promises", () => copies.sleep(600_000)],
    ["promisify of a copy", () => promisify(copies.setTimeout)(600_000)],
    [
      "setImmediate, then a timer",
      () => new Promise((done) => copies.setImmediate(() => copies.setTimeout(done, 600_000))),
    ],
    [
      "AbortSignal.timeout",
      () =>
        new Promise((done) => {
          copies.abortTimeout(600_000).addEventListener("abort", done)
        }),
    ],
  ])("is a timer of the run: %s", async (_name, wait) => {
    const seen = await runInside(async () => {
      const before = Date.now()
      await wait()
      return Date.now() - before
    }, exactTimes)
    expect(seen).toBe(600_000)
  })

  test("is what it was outside of runs: its name, length, text, properties and effect", async () => {
    const fresh = vm.runInNewContext("Function.prototype.toString") as () => string
    expect([copies.random.name, copies.random.length]).toEqual(["random", 0])
    expect(String(copies.random)).toContain("[native code]")
    expect(fresh.call(copies.random)).not.toBe("")
    expect([copies.setTimeout.name, copies.setTimeout.length]).toEqual(["setTimeout", 2])
    expect(String(copies.setTimeout)).toMatch(/^function setTimeout\(callback, after/u)
    expect(copies.randomBytes.name).toBe("randomBytes")
    expect(copies.randomBytes(4)).toHaveLength(4)
    expect(() => copies.randomBytes(-1)).toThrow(RangeError)
    expect(() => copies.setTimeout("no function" as never)).toThrow(TypeError)
    expect(Math.abs(copies.dateNow() - Date.now())).toBeLessThan(1_000)
    await copies.sleep(1)
  })
})

describe("another copy of the package in the same process (G13)", () => {
  test("shares one scope with this one, also in runs that overlap", async () => {
    const path = createRequire(import.meta.url).resolve("durable-test-runner")
    const other = createRequire(import.meta.url)(path) as {
      DurableTestRunner: typeof DurableTestRunner
    }
    expect(other.DurableTestRunner).not.toBe(DurableTestRunner)
    const realDate = Date
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.wait({ minutes: 10 })
      return [new Date().getTime(), Math.random()]
    })
    const options = { ...exactTimes, startTime: 0, seed: 7 }
    const runs = [DurableTestRunner, other.DurableTestRunner, DurableTestRunner].map((Runner) =>
      new Runner(options).run(handler),
    )
    const [one, two, three] = await Promise.all(runs)
    expect(one?.result).toEqual([600_000, expect.any(Number)])
    expect(two?.result).toEqual(one?.result)
    expect(three?.result).toEqual(one?.result)
    expect(Date).toBe(realDate)
  })
})

describe("what a test does to single functions is honoured inside (G4, E5)", () => {
  test("a mocked Math.random", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.1)
    expect(await runInside(() => Math.random())).toBe(0.1)
  })

  test("a mocked Date.now", async () => {
    vi.spyOn(Date, "now").mockReturnValue(42)
    expect(await runInside(() => Date.now())).toBe(42)
  })

  test("a mocked randomUUID of the global crypto", async () => {
    const uuid = "00000000-0000-4000-8000-000000000000"
    vi.spyOn(globalThis.crypto, "randomUUID").mockReturnValue(uuid)
    expect(await runInside(() => globalThis.crypto.randomUUID())).toBe(uuid)
  })

  test("a spy on setTimeout sees virtual timers", async () => {
    const spy = vi.spyOn(globalThis, "setTimeout")
    const seen = await runInside(async () => {
      const before = Date.now()
      await new Promise((done) => setTimeout(done, 60_000))
      return Date.now() - before
    }, exactTimes)
    expect(seen).toBe(60_000)
    expect(spy.mock.calls.map(([, delayMs]) => delayMs)).toContain(60_000)
  })

  test("after it is restored the run has its seed again", async () => {
    const before = await runInside(() => Math.random())
    const spy = vi.spyOn(Math, "random").mockReturnValue(0.1)
    await runInside(() => Math.random())
    spy.mockRestore()
    expect(await runInside(() => Math.random())).toBe(before)
  })

  test("a class of its own in the place of Date is refused, and startTime is named", async () => {
    vi.stubGlobal("Date", class extends Date {})
    const error = await expectRejection(
      runInside(() => Date.now()),
      FakeTimersError,
    )
    expect(error.message).toContain("the test has replaced Date by its own class")
    expect(error.message).toContain("startTime")
  })
})

describe("a fetch that the test has made is code of the run (G9)", () => {
  test("its delays take virtual time, and a time-out comes first where it is shorter", async () => {
    vi.stubGlobal("fetch", async (_url: string, { signal }: RequestInit = {}) => {
      await timerPromises.setTimeout(10_000, undefined, { signal: signal ?? undefined })
      return Response.json({ ok: true })
    })
    const seen = await runInside(async () => {
      const before = Date.now()
      const timedOut = await fetch("https://a.example", {
        signal: AbortSignal.timeout(2_000),
      }).catch((error: unknown) => (error as Error).name)
      const afterTimeout = Date.now() - before
      const response = await fetch("https://a.example")
      return [timedOut, afterTimeout, await response.json(), Date.now() - before]
    }, exactTimes)
    expect(seen).toEqual(["AbortError", 2_000, { ok: true }, 12_000])
  })

  test("its dates and random numbers are those of the run", async () => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () =>
      Response.json([new Date().getTime(), Math.random(), copies.randomUUID()]),
    )
    const ask = async (): Promise<unknown> => (await fetch("https://a.example")).json()
    const options = { ...exactTimes, startTime: 0 }
    const [one, two] = [await runInside(ask, options), await runInside(ask, options)]
    expect(one).toEqual(two)
    expect((one as number[])[0]).toBe(0)
  })

  test("what it passes on to the real one is real I/O, for which time stands still", async () => {
    const real = globalThis.fetch
    vi.stubGlobal("fetch", async (url: string) => real(url))
    const seen = await runInside(async () => {
      const before = Date.now()
      const text = await (await fetch("data:,real")).text()
      return [text, Date.now() - before]
    }, exactTimes)
    expect(seen).toEqual(["real", 0])
  })
})
