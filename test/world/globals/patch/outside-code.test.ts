import { randomUUID as namedRandomUuid } from "node:crypto"
import type { EventEmitter } from "node:events"
import { setTimeout as namedSetTimeout } from "node:timers"
import { setTimeout as namedSleep } from "node:timers/promises"
import { promisify } from "node:util"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { expect, test, vi } from "vitest"

/** Real timers, as they are while no run is active. */
const RealTimeout = setTimeout(() => {}, 0).constructor

interface Gate {
  readonly opened: Promise<true>
  readonly open: () => void
}

function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<true>()
  return { opened: promise, open: () => resolve(true) }
}

interface Draws {
  readonly random: number
  readonly uuid: string
}

/** Runs a handler in 1970 whose step draws numbers, waits for `outside`, and draws again. */
async function whileRunning(outside: () => Promise<void>): Promise<Execution> {
  const entered = gate()
  const left = gate()
  const draw = (): Draws => ({ random: Math.random(), uuid: crypto.randomUUID() })
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("inside", async () => {
      const before = draw()
      entered.open()
      await left.opened
      return [before, draw()]
    }),
  )
  // Nothing shows the world that the step waits for this test, but its patience.
  const runner = new DurableTestRunner({ startTime: 0, handlerTimeoutMs: 30_000 })
  const run = runner.run(handler)
  await entered.opened
  try {
    await outside()
  } finally {
    left.open()
  }
  return run
}

test("a timer of the test is a real one, and fires while the run goes on", async () => {
  await whileRunning(async () => {
    const timer = setTimeout(() => {}, 1)
    expect(timer).toBeInstanceOf(RealTimeout)
    clearTimeout(timer)
    expect(namedSetTimeout(() => {}, 1)).toBeInstanceOf(RealTimeout)
    await new Promise((resolve) => setTimeout(resolve, 1))
    await new Promise((resolve) => namedSetTimeout(resolve, 1))
    await new Promise((resolve) => setImmediate(resolve))
    await namedSleep(1)
    await promisify(setTimeout)(1)
    const ticks: number[] = []
    await new Promise<void>((resolve) => {
      const interval = setInterval(() => {
        if (ticks.push(1) < 2) return
        clearInterval(interval)
        resolve()
      }, 1)
    })
  })
})

test("the test's own clocks are the real ones", async () => {
  await whileRunning(async () => {
    const real = performance.timeOrigin + performance.now()
    expect(Math.abs(Date.now() - real)).toBeLessThan(60_000)
    expect(Math.abs(new Date().getTime() - real)).toBeLessThan(60_000)
    expect(new Date(Date()).getFullYear()).toBe(new Date(real).getFullYear())
    const [seconds] = process.hrtime()
    expect(Math.abs(seconds - Number(process.hrtime.bigint() / 1_000_000_000n))).toBeLessThan(60)
    expect(performance.timeOrigin).toBeGreaterThan(Date.UTC(2020))
    expect(AbortSignal.timeout(60_000).aborted).toBe(false)
  })
})

test("the test's random numbers are real, and take nothing from the run's", async () => {
  const outside: (number | string)[] = []
  const draw = async (): Promise<void> => {
    outside.push(Math.random(), Math.random(), crypto.randomUUID(), namedRandomUuid())
  }
  const drawn = (await whileRunning(draw)).result as Draws[]
  const again = (await whileRunning(draw)).result
  const alone = (await whileRunning(async () => {})).result
  expect(again).toEqual(drawn)
  expect(alone).toEqual(drawn)
  expect(new Set([...outside, ...drawn.flatMap(Object.values)]).size).toBe(8 + 4)
})

test("a promise chain that began outside stays outside, even if the run settles it", async () => {
  const seen: number[] = []
  const fromInside = gate()
  const continued = fromInside.opened.then(() => seen.push(Date.now()))
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(async () => fromInside.open()),
  )
  await new DurableTestRunner({ startTime: 0 }).run(handler)
  await continued
  expect(seen[0]).toBeGreaterThan(Date.UTC(2020))
})

test("what began inside stays inside, even if the test settles it", async () => {
  const entered = gate()
  const release = gate()
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(async () => {
      entered.open()
      await release.opened
      return new Date().getUTCFullYear()
    }),
  )
  const run = new DurableTestRunner({ startTime: 0, handlerTimeoutMs: 30_000 }).run(handler)
  await entered.opened
  release.open()
  expect((await run).result).toBe(1970)
})

test("process.exit and process.emit outside of a run are the process's own", async () => {
  const events: EventEmitter = process
  const emitted: unknown[] = []
  const note = (value: unknown): void => void emitted.push(value)
  const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never)
  events.on("an event of the test", note)
  try {
    await whileRunning(async () => {
      process.exit(7)
      events.emit("an event of the test", "its value")
    })
    expect(exit.mock.calls).toEqual([[7]])
    expect(emitted).toEqual(["its value"])
  } finally {
    events.off("an event of the test", note)
    exit.mockRestore()
  }
})
