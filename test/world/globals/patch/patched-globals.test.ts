import nodeCrypto, * as cryptoExports from "node:crypto"
import nodeOs from "node:os"
import perfHooks, * as perfHooksExports from "node:perf_hooks"
import nodeTimers, * as timersExports from "node:timers"
import timerPromises, * as timerPromisesExports from "node:timers/promises"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"

const TARGETS: Record<string, object> = {
  globalThis,
  nodeTimers,
  timerPromises,
  scheduler: timerPromises.scheduler,
  Date,
  datePrototype: Date.prototype,
  dateFormatPrototype: Intl.DateTimeFormat.prototype,
  nodeOs,
  Math,
  performance,
  perfHooks,
  process,
  hrtime: process.hrtime,
  crypto,
  nodeCrypto,
  AbortSignal,
}

const EXPORTS: Record<string, object> = {
  cryptoExports,
  perfHooksExports,
  timersExports,
  timerPromisesExports,
}

/** Every property that could be patched, as it is; nothing is called. */
function takeState(): Map<string, PropertyDescriptor | undefined> {
  const state = new Map<string, PropertyDescriptor | undefined>()
  for (const [name, target] of Object.entries({ ...TARGETS, ...EXPORTS })) {
    for (const key of Reflect.ownKeys(target)) {
      state.set(`${name}.${String(key)}`, Object.getOwnPropertyDescriptor(target, key))
    }
  }
  return state
}

/** The properties that are not what they were, down to the descriptor. */
function changesSince(before: ReturnType<typeof takeState>): string[] {
  const after = takeState()
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => !isSame(before.get(name), after.get(name)))
}

function isSame(one?: PropertyDescriptor, other?: PropertyDescriptor): boolean {
  if (one === undefined || other === undefined) return one === other
  const keys = ["value", "get", "set", "writable", "enumerable", "configurable"] as const
  return keys.every((key) => Object.is(one[key], other[key]))
}

/** Named imports of Node's modules follow in the next turn. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

let before: ReturnType<typeof takeState>

beforeAll(async () => {
  // Node defines some globals when they are first used.
  await fetch("data:,")
})

beforeEach(() => {
  before = takeState()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await nextTurn()
})

const done = withDurableExecution(async (_event: unknown, context) => {
  await context.wait({ seconds: 1 })
  return "done"
})

describe("no global is patched once no run is active", () => {
  test("after a run", async () => {
    await new DurableTestRunner().run(done)
    await nextTurn()
    expect(changesSince(before)).toEqual([])
  })

  test("after many runs side by side and one after the other", async () => {
    await Promise.all(Array.from({ length: 10 }, () => new DurableTestRunner().run(done)))
    for (let run = 0; run < 10; run++) await new DurableTestRunner().run(done)
    await nextTurn()
    expect(changesSince(before)).toEqual([])
  })

  const blocked = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const failing: [string, () => Promise<unknown>][] = [
    ["is blocked", () => new DurableTestRunner().run(blocked)],
    ["has an unused script", () => withScript().run(done)],
    ["has a handler that is not wrapped", () => new DurableTestRunner().run(async () => 1)],
    ["never settles", () => impatient().run(withDurableExecution(() => new Promise(() => {})))],
    ["crashes for ever", () => impatient().run(withDurableExecution(async () => process.exit(1)))],
    ["has too many events", () => new DurableTestRunner({ maxEvents: 1 }).run(done)],
    ["cannot serialize its input", () => new DurableTestRunner().run(done, 1n)],
  ]
  const withScript = (): DurableTestRunner => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve")
    return runner
  }
  const impatient = (): DurableTestRunner => new DurableTestRunner({ handlerTimeoutMs: 1 })

  test.each(failing)("after a run that %s", async (_name, run) => {
    await expect(run()).rejects.toThrow()
    await nextTurn()
    expect(changesSince(before)).toEqual([])
  })

  test("after a run that fake timers prevented", async () => {
    vi.useFakeTimers()
    await expect(new DurableTestRunner().run(done)).rejects.toThrow("fake timers")
    vi.useRealTimers()
    await nextTurn()
    expect(changesSince(before)).toEqual([])
  })

  test("even if the chooser throws", async () => {
    const chooser = {
      choose: () => {
        throw new Error("cannot decide")
      },
    }
    const both = withDurableExecution((_event: unknown, context) =>
      Promise.all([
        context.step("a", () => new Promise((resolve) => setTimeout(resolve, 5))),
        context.step("b", () => new Promise((resolve) => setTimeout(resolve, 5))),
      ]),
    )
    await expect(new DurableTestRunner({ chooser }).run(both)).rejects.toThrow("cannot decide")
    await nextTurn()
    expect(changesSince(before)).toEqual([])
  })
})

describe("while a run is active", () => {
  test("some are, and keep their names, lengths and enumerability", async () => {
    let changed: string[] = []
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async () => {
        changed = changesSince(before)
        const during = takeState()
        for (const name of changed) {
          expect(during.get(name)?.enumerable, name).toBe(before.get(name)?.enumerable ?? false)
        }
      }),
    )
    await new DurableTestRunner().run(handler)
    expect(changed).toContain("globalThis.Date")
    // Functions are wrapped for good, so that copies of them are virtual too.
    expect(changed).not.toContain("globalThis.setTimeout")
    expect(changed).not.toContain("cryptoExports.randomUUID")
  })

  test("the end of another run leaves them in place", async () => {
    const short = withDurableExecution(async () => "short")
    const long = withDurableExecution((_event: unknown, context) =>
      context.step(async () => {
        await new DurableTestRunner().run(short)
        return new Date().getUTCFullYear()
      }),
    )
    expect((await new DurableTestRunner({ startTime: 0 }).run(long)).result).toBe(1970)
    await nextTurn()
    expect(changesSince(before)).toEqual([])
  })
})

describe("somebody else's replacement of a global", () => {
  test("from before the run is honoured inside of it, and stays (G4)", async () => {
    const spy = vi.spyOn(Math, "random").mockReturnValue(0.5)
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async () => Math.random()),
    )
    const { result } = await new DurableTestRunner().run(handler)
    expect(result).toBe(0.5)
    expect(spy).toHaveBeenCalledOnce()
    expect(Math.random).toBe(spy)
    expect(Math.random()).toBe(0.5)
  })

  test("that comes during the run stays theirs, and restoring it leaves a working one", async () => {
    let spy: { mockRestore(): void } | undefined
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step(async () => {
        spy = vi.spyOn(Math, "random").mockReturnValue(0.25)
        return Math.random()
      }),
    )
    expect((await new DurableTestRunner().run(handler)).result).toBe(0.25)
    expect(Math.random()).toBe(0.25)
    spy?.mockRestore()
    const drawn = [Math.random(), Math.random()]
    expect(new Set(drawn).size).toBe(2)
    const inside = withDurableExecution((_event: unknown, context) =>
      context.step(async () => Math.random()),
    )
    const [one, two] = [
      await new DurableTestRunner().run(inside),
      await new DurableTestRunner().run(inside),
    ]
    expect(one.result).toBe(two.result)
  })
})
