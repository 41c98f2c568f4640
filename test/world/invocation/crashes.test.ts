import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"

const reached: unknown[] = []
const note = (error: unknown): void => {
  reached.push(error)
}

beforeEach(() => {
  reached.length = 0
  process.on("uncaughtExceptionMonitor", note)
  process.on("unhandledRejection", note)
})

afterEach(async () => {
  await sleep(5)
  process.off("uncaughtExceptionMonitor", note)
  process.off("unhandledRejection", note)
  expect(reached).toEqual([])
})

/** Runs a step whose first attempt misbehaves, and whose second is fine. */
async function expectCrash(misbehave: () => unknown): Promise<Execution> {
  let attempts = 0
  const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step("work", async () => {
      if (++attempts > 1) return "fine"
      await misbehave()
      await sleep(10_000)
      return "should not get here"
    }),
  )
  const execution = await new DurableTestRunner().run(handler)
  expect(execution.result).toBe("fine")
  expect(execution.invocations).toHaveLength(2)
  expect(execution.invocations[0]?.status).toBe("ERROR")
  return execution
}

describe("process.exit in a run ends the invocation, not the test", () => {
  test.each([
    [1, "exit status 1"],
    [137, "exit status 137"],
    ["3" as never, "exit status 3"],
  ])("with code %s", async (code, text) => {
    const { invocations } = await expectCrash(() => process.exit(code))
    expect(invocations[0]?.error).toEqual({
      ErrorType: "Runtime.ExitError",
      ErrorMessage: `RequestId: ${invocations[0]?.requestId} Error: Runtime exited with error: ${text}`,
    })
  })

  test("with code 0 or without one, Lambda knows no reason", async () => {
    for (const args of [[0], []]) {
      const { invocations } = await expectCrash(() => process.exit(...(args as [number])))
      expect(invocations[0]?.error).toEqual({
        ErrorType: "Runtime.ExitError",
        ErrorMessage: `RequestId: ${invocations[0]?.requestId} Error: Runtime exited without providing a reason`,
      })
    }
  })

  test("even if the code around it catches everything", async () => {
    const after: string[] = []
    await expectCrash(async () => {
      try {
        process.exit(1)
      } catch {
        after.push("caught")
      }
      await sleep(1_000)
      after.push("went on")
    })
    expect(after).toEqual(["caught"])
  })

  test("from a timer or an immediate", async () => {
    await expectCrash(() => setTimeout(() => process.exit(1), 100))
    await expectCrash(() => setImmediate(() => process.exit(1)))
  })

  test("right in the handler, before any operation", async () => {
    let invoked = 0
    const handler = withDurableExecution(async () => {
      if (++invoked === 1) process.exit(1)
      return invoked
    })
    expect((await new DurableTestRunner().run(handler)).result).toBe(2)
  })
})

describe("what nobody catches crashes the invocation, and never reaches the test", () => {
  test("an unhandled rejection, which Lambda's runtime reports and retries at once (E1)", async () => {
    const execution = await expectCrash(() => {
      void Promise.reject(new RangeError("nobody cares"))
    })
    const [crashed, next] = execution.invocations
    expect(crashed?.error).toEqual({
      ErrorType: "Runtime.UnhandledPromiseRejection",
      ErrorMessage: "RangeError: nobody cares",
    })
    expect(crashed?.thrown).toBeInstanceOf(RangeError)
    expect(next?.startTimestamp).toEqual(crashed?.endTimestamp)
  })

  test.each([
    ["a text", "just text", "just text"],
    ["undefined", undefined, ""],
    ["null", null, "null"],
    ["an object", { code: 1 }, "[object Object]"],
    ["an object without a prototype", Object.create(null), "[object Object]"],
    ["a symbol", Symbol("why"), "Symbol(why)"],
  ])("an unhandled rejection with %s", async (_what, reason, text) => {
    const { invocations } = await expectCrash(() => {
      void Promise.reject(reason)
    })
    expect(invocations[0]?.error).toEqual({
      ErrorType: "Runtime.UnhandledPromiseRejection",
      ErrorMessage: text,
    })
  })

  test("an unhandled rejection that begins in a timer", async () => {
    const { invocations } = await expectCrash(() => {
      setTimeout(() => void Promise.reject(new TypeError("later")), 50)
    })
    expect(invocations[0]?.error).toEqual({
      ErrorType: "Runtime.UnhandledPromiseRejection",
      ErrorMessage: "TypeError: later",
    })
  })

  test("unhandled rejections again and again, the fourth after a back-off", async () => {
    let invoked = 0
    const handler = withDurableExecution(async () => {
      if (++invoked > 4) return "fine"
      void Promise.reject(new Error("no card"))
      return new Promise(() => {})
    })
    const { invocations } = await new DurableTestRunner(asNeeded).run(handler)
    const startedAfter = invocations.map(
      ({ startTimestamp }) => startTimestamp.getTime() - Date.UTC(2026, 0, 1),
    )
    expect(startedAfter).toEqual([0, 0, 0, 0, 1_000])
  })

  test("an unhandled rejection of a plain function fails the invoke of it", async () => {
    const plain = async (): Promise<unknown> => {
      void Promise.reject(new Error("no card"))
      return new Promise(() => {})
    }
    const runner = new DurableTestRunner().registerFunction("plain", plain, { durable: false })
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.invoke("plain", {}),
    )
    const { operations } = await runner.run(handler)
    expect(operations[0]?.error).toMatchObject({
      ErrorType: "Runtime.UnhandledPromiseRejection",
      ErrorMessage: "Error: no card",
    })
  })

  test("an error thrown in a timer's callback", async () => {
    const { invocations } = await expectCrash(() => {
      setTimeout(() => {
        throw new RangeError("in a timer")
      }, 50)
    })
    expect(invocations[0]?.error).toEqual({ ErrorType: "RangeError", ErrorMessage: "in a timer" })
    expect(invocations[0]?.endTimestamp?.getMilliseconds()).toBe(50)
  })

  test("an error thrown in an immediate", async () => {
    const { invocations } = await expectCrash(() => {
      setImmediate(() => {
        throw new RangeError("in an immediate")
      })
    })
    expect(invocations[0]?.error?.ErrorMessage).toBe("in an immediate")
  })

  test.each<[string, (callback: () => void) => void]>([
    ["a microtask", (callback) => queueMicrotask(callback)],
    ["nextTick", (callback) => process.nextTick(callback)],
  ])("an error thrown in %s", async (_name, schedule) => {
    const { invocations } = await expectCrash(() => {
      schedule(() => {
        throw new RangeError("soon")
      })
    })
    expect(invocations[0]?.error?.ErrorMessage).toBe("soon")
  })

  test("rejections of code that is frozen", async () => {
    const execution = await expectCrash(() => {
      setTimeout(() => process.exit(1), 10)
      void sleep(5).then(() => Promise.reject(new Error("before the exit")))
    })
    expect(execution.invocations[0]?.error?.ErrorMessage).toBe("Error: before the exit")
  })
})

test("an invocation that throws outside of the SDK is retried", async () => {
  let invoked = 0
  const inner = withDurableExecution(async () => "fine")
  const handler: typeof inner = async (event, context) => {
    if (++invoked === 1) throw new TypeError("broken start")
    return inner(event, context)
  }
  const execution = await new DurableTestRunner().run(handler)
  expect(execution.result).toBe("fine")
  expect(execution.invocations[0]?.error).toEqual({
    ErrorType: "TypeError",
    ErrorMessage: "broken start",
  })
})

test("code that goes on after the end of its invocation, on real I/O, changes nothing", async () => {
  const wentOn: string[] = []
  let invoked = 0
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const number = ++invoked
    await context.step("first", async () => {
      if (number > 1) return
      try {
        process.exit(1)
      } catch {
        await readFile(new URL(import.meta.url))
      }
    })
    wentOn.push(`invocation ${number}`)
    await context.step("second", async () => number)
    await context.wait({ seconds: 1 })
  })
  const execution = await new DurableTestRunner(asNeeded).run(handler)
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.operations.map(({ name, type }) => name ?? type)).toEqual([
    "first",
    "second",
    "WAIT",
  ])
  expect(execution.operation("second").result).toBe(2)
  expect(new Set(wentOn)).not.toContain("invocation 1")
})
