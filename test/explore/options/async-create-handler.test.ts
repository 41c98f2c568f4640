import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { Schedule } from "durable-test-runner/explore"
import { expectRejection } from "../../runner/expect-error.ts"

const plain = new Schedule(
  {
    early: true,
    slow: true,
    coldStarts: true,
    anywhere: false,
    latencies: false,
    faults: [],
    maxFaults: 0,
    pageSize: undefined,
  },
  [],
)

type Handler = ReturnType<typeof makeHandler>

/** What the module of the handler keeps is remembered between invocations of one container. */
function makeHandler(record: (invocations: number) => void = () => {}) {
  let invocations = 0
  return withDurableExecution(async (_event: unknown, context: DurableContext) => {
    record(++invocations)
    const first = await context.step("first", async () => "a")
    await context.wait("pause", { seconds: 5 })
    const second = await context.step("second", async () => "b")
    return first + second
  })
}

/** As a dynamic import does, it takes turns of the real event loop. */
async function loaded<T>(value: T): Promise<T> {
  await new Promise<void>((resolve) => void setImmediate(() => setImmediate(resolve)))
  return value
}

const never = (): Promise<Handler> => new Promise(() => {})

describe("createHandler may be async (G10)", () => {
  test("An exploration awaits it, and comes to the verdict of the same handler made at once", async () => {
    const verdictOf = async (createHandler: () => Handler | Promise<Handler>): Promise<string> => {
      const verdict = await explore(makeHandler(), {
        createHandler,
        check: ["module-isolation"],
        maxSchedules: 60,
        budgetMs: 60_000,
      })
      return `${verdict.failure?.violation.invariant} ${verdict.schedules}`
    }
    const atOnce = await verdictOf(() => makeHandler())
    expect(await verdictOf(() => loaded(makeHandler()))).toBe(atOnce)
    expect(atOnce).toMatch(/^undefined/u)
  })

  test("What a bug of module state shows is found with an async createHandler", async () => {
    const createHandler = (): Promise<Handler> => {
      let token: string | undefined
      return loaded(
        withDurableExecution(async (_event: unknown, context: DurableContext) => {
          await context.step("login", async () => {
            token = "secret"
          })
          await context.wait("pause", { seconds: 5 })
          return context.step("use", async () => token ?? "nobody")
        }),
      )
    }
    const { failure } = await explore(await createHandler(), { createHandler, budgetMs: 60_000 })
    expect(failure?.violation.invariant).toMatch(/./u)
  })

  test("A run by a schedule awaits it, with the history of the handler made at once", async () => {
    const historyOf = async (createHandler: () => Handler | Promise<Handler>): Promise<string> => {
      const runner = new DurableTestRunner({ startTime: 0, seed: 1 })
      const execution = await runner.runSchedule(plain, makeHandler(), undefined, { createHandler })
      return JSON.stringify(execution.history)
    }
    const atOnce = await historyOf(() => makeHandler())
    expect(await historyOf(() => loaded(makeHandler()))).toBe(atOnce)
  })

  test.each([
    ["nothing", () => undefined as unknown as Handler],
    ["a promise of nothing", () => loaded(undefined as unknown as Handler)],
    ["a promise of a module", () => loaded({ handler: makeHandler() } as unknown as Handler)],
  ])("A createHandler that returns %s is refused by name", async (_what, createHandler) => {
    const error = await expectRejection(
      new DurableTestRunner().runSchedule(plain, makeHandler(), undefined, { createHandler }),
      InvalidArgumentError,
    )
    expect(error.message).toMatch(
      /^Failed to make the handler of "durable-function": createHandler has returned /u,
    )
    expect(error.message).toContain("(await import(")
  })

  test("A createHandler that rejects ends the run with its error", async () => {
    const createHandler = async (): Promise<Handler> => {
      throw new SyntaxError("the module does not load")
    }
    await expect(
      new DurableTestRunner().runSchedule(plain, makeHandler(), undefined, { createHandler }),
    ).rejects.toThrow("the module does not load")
  })

  test("A createHandler that never settles is named", async () => {
    const runner = new DurableTestRunner({ realIoTimeoutMs: 30 })
    const error = await expectRejection(
      runner.runSchedule(plain, makeHandler(), undefined, { createHandler: never }),
      InvalidArgumentError,
    )
    expect(error.message).toContain(
      "the promise of createHandler has not settled within realIoTimeoutMs (30 ms)",
    )
  })
})
