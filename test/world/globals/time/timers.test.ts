import * as nodeTimers from "node:timers"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../../support/exact-times.ts"
import { runInside } from "../../run-inside.ts"

const keptSetTimeout = setTimeout

const sleep = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, delayMs)
  })

describe("setTimeout", () => {
  test("fires in the order of the due times, and for equal ones in that of their making", async () => {
    const seen = await runInside(async () => {
      const fired: string[] = []
      setTimeout(() => fired.push("b at 20"), 20)
      setTimeout(() => fired.push("a at 10"), 10)
      setTimeout(() => fired.push("c at 20"), 20)
      setTimeout(() => fired.push("d at 5"), 5)
      await sleep(20)
      return fired
    })
    expect(seen).toEqual(["d at 5", "a at 10", "b at 20", "c at 20"])
  })

  test("passes its arguments on", async () => {
    const seen = await runInside(
      () => new Promise((resolve) => setTimeout((...args) => resolve(args), 5, "a", 2, null)),
    )
    expect(seen).toEqual(["a", 2, null])
  })

  test("treats odd delays as Node does", async () => {
    const seen = await runInside(async () => {
      const delays: number[] = []
      for (const delay of [0, -5, NaN, 1.9, "7", undefined, 2 ** 31, Infinity]) {
        const before = Date.now()
        await new Promise<void>((resolve) => {
          setTimeout(resolve, delay as number)
        })
        delays.push(Date.now() - before)
      }
      return delays
    })
    expect(seen).toEqual([1, 1, 1, 1, 7, 1, 1, 1])
  })

  test("refuses a callback that is not a function, with Node's error", async () => {
    const setAnything = setTimeout as (callback: unknown, delayMs: number) => unknown
    const call = runInside(() => setAnything({}, 5))
    await expect(call).rejects.toMatchObject({ code: "ERR_INVALID_ARG_TYPE" })
  })

  test("keeps the async context it was made in", async () => {
    const { AsyncLocalStorage } = await import("node:async_hooks")
    const storage = new AsyncLocalStorage<string>()
    const seen = await runInside(() =>
      storage.run("armed here", () => {
        return new Promise((resolve) => setTimeout(() => resolve(storage.getStore()), 5))
      }),
    )
    expect(seen).toBe("armed here")
  })

  test("is the same function from node:timers", async () => {
    const seen = await runInside(async () => {
      const before = Date.now()
      await new Promise<void>((resolve) => {
        nodeTimers.setTimeout(resolve, 3_600_000 / 6)
      })
      return Date.now() - before
    })
    expect(seen).toBe(600_000)
  })
})

describe("the handle of a timer", () => {
  test("is cleared by clearTimeout, as an object, a number and a text", async () => {
    const seen = await runInside(async () => {
      const fired: string[] = []
      const timer = (name: string): NodeJS.Timeout => setTimeout(() => fired.push(name), 10)
      clearTimeout(timer("object"))
      clearTimeout(Number(timer("number")))
      clearTimeout(`${Number(timer("text"))}`)
      clearInterval(timer("by clearInterval"))
      timer("close").close()
      timer("dispose")[Symbol.dispose]()
      clearTimeout(undefined)
      clearTimeout(123_456_789)
      timer("kept")
      await sleep(20)
      return fired
    })
    expect(seen).toEqual(["kept"])
  })

  test("refresh begins its time anew", async () => {
    const seen = await runInside(async () => {
      const start = Date.now()
      let firedAt = 0
      const timer = setTimeout(() => {
        firedAt = Date.now() - start
      }, 100)
      await sleep(60)
      timer.refresh()
      await sleep(60)
      const before = firedAt
      await sleep(60)
      const first = firedAt
      timer.refresh()
      await sleep(100)
      return { before, first, second: firedAt }
    })
    expect(seen).toEqual({ before: 0, first: 160, second: 280 })
  })

  test("refresh of a cleared timer does not bring it back", async () => {
    const seen = await runInside(async () => {
      let fired = 0
      const timer = setTimeout(() => fired++, 10)
      clearTimeout(timer)
      timer.refresh()
      await sleep(50)
      return fired
    })
    expect(seen).toBe(0)
  })

  test("ref and unref only say so", async () => {
    const seen = await runInside(() => {
      const timer = setTimeout(() => {}, 10)
      return [timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()]
    })
    expect(seen).toEqual([true, false, true])
  })
})

test("A timer function that was kept from before the run is virtual in it", async () => {
  const seen = await runInside(async () => {
    const before = Date.now()
    await new Promise((resolve) => keptSetTimeout(resolve, 2))
    return Date.now() - before
  }, exactTimes)
  expect(seen).toBe(2)
})

describe("setInterval", () => {
  test("fires until it is cleared", async () => {
    const seen = await runInside(async () => {
      const start = Date.now()
      const at: number[] = []
      await new Promise<void>((resolve) => {
        const interval = setInterval(
          (name) => {
            expect(name).toBe("argument")
            at.push(Date.now() - start)
            if (at.length < 4) return
            clearInterval(interval)
            resolve()
          },
          1_000,
          "argument",
        )
      })
      await sleep(5_000)
      return at
    })
    expect(seen).toEqual([1_000, 2_000, 3_000, 4_000])
  })

  test("that nobody clears ends with the invocation", async () => {
    let ticks = 0
    await runInside(async () => {
      setInterval(() => ticks++, 1_000)
      await sleep(3_500)
    })
    const atTheEnd = ticks
    await runInside(() => sleep(10_000))
    expect(atTheEnd).toBe(3)
    expect(ticks).toBe(3)
  })
})

describe("setImmediate", () => {
  test("fires without any time passing, before timers", async () => {
    const seen = await runInside(async () => {
      const start = Date.now()
      const fired: unknown[] = []
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          fired.push("timer")
          resolve()
        }, 1)
        setImmediate(
          (...args: unknown[]) => fired.push(["immediate", ...args, Date.now() - start]),
          1,
          2,
        )
      })
      return fired
    })
    expect(seen).toEqual([["immediate", 1, 2, 0], "timer"])
  })

  test("is cleared by clearImmediate", async () => {
    const seen = await runInside(async () => {
      const fired: string[] = []
      clearImmediate(setImmediate(() => fired.push("cleared")))
      setImmediate(() => fired.push("kept"))
      await sleep(1)
      return fired
    })
    expect(seen).toEqual(["kept"])
  })

  test("may be cleared twice, and after it has fired", async () => {
    const seen = await runInside(async () => {
      const immediate = setImmediate(() => {})
      clearImmediate(immediate)
      clearImmediate(immediate)
      const fired = setImmediate(() => {})
      await sleep(1)
      clearImmediate(fired)
      await sleep(1)
      return "fine"
    })
    expect(seen).toBe("fine")
  })
})

test("util.promisify knows the promise forms", async () => {
  const seen = await runInside(async () => {
    const before = Date.now()
    const values = [
      await promisify(setTimeout)(2_000, "later"),
      await promisify(setImmediate)("at once"),
      await promisify(nodeTimers.setTimeout)(500, "again"),
    ]
    return { values, took: Date.now() - before }
  })
  expect(seen).toEqual({ values: ["later", "at once", "again"], took: 2_500 })
})
