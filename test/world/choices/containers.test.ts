import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { type Chosen, type ChosenRun, runByChoice } from "./run-by-choice.ts"

/** How often the module has been loaded, and what its counter was in each invocation. */
interface Module {
  readonly createHandler: () => DurableLambdaHandler
  readonly seen: string[]
}

/** A handler whose module counts the invocations that it has seen. */
function countingModule(body = async (): Promise<void> => {}): Module {
  const seen: string[] = []
  let loaded = 0
  const createHandler = (): DurableLambdaHandler => {
    const container = ++loaded
    let invocations = 0
    return withDurableExecution(async (_event: unknown, context) => {
      seen.push(`${container}: ${++invocations}`)
      await context.wait("first", { seconds: 5 })
      await context.step("charge", body)
      await context.wait("second", { seconds: 5 })
    })
  }
  return { createHandler, seen }
}

async function run(module: Module, rest: Partial<ChosenRun> = {}): Promise<Chosen> {
  const { createHandler } = module
  return runByChoice({ handler: createHandler(), createHandler, ...rest })
}

describe("the state of a module", () => {
  test("is kept in a warm container, and the first one begins anew", async () => {
    const module = countingModule()
    await run(module)
    expect(module.seen).toEqual(["2: 1", "2: 2", "2: 3"])
  })

  test("begins anew in a container that a chooser makes cold", async () => {
    const module = countingModule()
    const { options } = await run(module, {
      space: { coldStarts: true },
      picks: [{ kind: "cold-start", at: "cold start of durable-function" }],
    })
    expect(module.seen).toEqual(["2: 1", "3: 1", "3: 2"])
    const invokes = options.filter(([first]) => first === "invoke durable-function")
    const [invoke, cold] = ["invoke durable-function", "cold start of durable-function"]
    // There is no warm container to begin with.
    expect(invokes).toEqual([[invoke], [invoke, cold], [invoke, cold]])
  })

  test.each(["crash", "crash-after-persist", "timeout", "timeout-after-persist"] as const)(
    "is lost with a %s",
    async (kind) => {
      const module = countingModule()
      await run(module, { space: { faults: [kind] }, picks: [{ kind, at: "SUCCEED charge" }] })
      expect(module.seen).toEqual(["2: 1", "2: 2", "3: 1", "3: 2"])
    },
  )

  test.each(["throttle", "service-error", "lost-reply"] as const)(
    "is kept with a %s, which the SDK answers the invocation for",
    async (kind) => {
      const module = countingModule()
      await run(module, { space: { faults: [kind] }, picks: [{ kind, at: "SUCCEED charge" }] })
      expect(module.seen).toEqual(["2: 1", "2: 2", "2: 3", "2: 4"])
    },
  )

  test("is not shared with an invocation that was given up", async () => {
    const module = countingModule()
    await run(module, {
      space: { faults: ["stale-token"] },
      picks: [{ kind: "stale-token", at: "SUCCEED charge" }],
    })
    expect(module.seen).toEqual(["2: 1", "2: 2", "3: 1", "3: 2"])
  })

  test("outlives what an invocation that was given up does to its own container", async () => {
    const seen: string[] = []
    let loaded = 0
    let runs = 0
    const createHandler = (): DurableLambdaHandler => {
      const container = ++loaded
      return withDurableExecution(async (_event: unknown, context) => {
        seen.push(`container ${container}`)
        await Promise.all([
          context.wait("rest", { seconds: 5 }),
          context.step("charge", async () => {
            if (++runs === 1) setTimeout(() => process.exit(1), 10)
          }),
        ])
      })
    }
    const { execution } = await runByChoice({
      handler: createHandler(),
      createHandler,
      space: { faults: ["zombie"], slow: true },
      picks: [
        { kind: "reply", at: "START charge" },
        { kind: "zombie", at: "step 2 settles" },
        { kind: "postpone", at: "step 2 settles" },
      ],
    })
    const [first] = execution.invocations
    expect(first?.error?.ErrorType).toBe("Runtime.ExitError")
    expect(seen).toEqual(["container 2", "container 3", "container 3"])
  })

  test("is lost with an error that nobody catches, and kept with one that the handler throws", async () => {
    const seenBy = async (fail: () => Promise<void>): Promise<string[]> => {
      const seen: string[] = []
      let loaded = 0
      const createHandler = (): DurableLambdaHandler => {
        const container = ++loaded
        const inner = withDurableExecution(async () => "done")
        return async (event, context) => {
          seen.push(`container ${container}`)
          if (seen.length === 1) await fail()
          return inner(event, context)
        }
      }
      await runByChoice({ handler: createHandler(), createHandler })
      return seen
    }
    const inTimer = (): Promise<void> =>
      new Promise(() => {
        setTimeout(() => {
          throw new Error("nobody catches this")
        }, 10)
      })
    const thrown = (): Promise<void> => Promise.reject(new Error("Lambda catches this"))
    expect(await seenBy(inTimer)).toEqual(["container 2", "container 3"])
    expect(await seenBy(thrown)).toEqual(["container 2", "container 2"])
  })
})

test("without a factory there is one module, and no cold start is offered", async () => {
  const module = countingModule()
  const { options } = await runByChoice({
    handler: module.createHandler(),
    space: { coldStarts: true, faults: ["crash"] },
    picks: [{ kind: "crash", at: "SUCCEED charge" }],
  })
  expect(module.seen).toEqual(["1: 1", "1: 2", "1: 3", "1: 4"])
  expect(options.flat().filter((label) => label.startsWith("cold start"))).toEqual([])
})

test("each function has its own container", async () => {
  const module = countingModule()
  const runner = new DurableTestRunner(exactTimes)
  let invocations = 0
  runner.registerFunction(
    "helper",
    withDurableExecution(async () => ++invocations),
    { durable: true },
  )
  const createHandler = (): DurableLambdaHandler =>
    withDurableExecution(async (_event: unknown, context) => [
      await context.invoke("helper:$LATEST", {}),
      await context.invoke("helper:$LATEST", {}),
    ])
  const { execution, options } = await runByChoice({
    runner,
    handler: module.createHandler(),
    createHandler,
    space: { coldStarts: true },
    picks: [{ kind: "cold-start" }],
  })
  expect(execution.result).toEqual([1, 2])
  expect(options.flat()).toContain("cold start of durable-function")
  expect(options.flat()).not.toContain("cold start of helper")
})

test("an exploration finds what only a new container shows", async () => {
  const createHandler = (): DurableLambdaHandler => {
    let approvals = 0
    return withDurableExecution(async (_event: unknown, context) => {
      await context.step("approve", async () => void approvals++)
      await context.wait({ seconds: 5 })
      return context.step("count", async () => approvals)
    })
  }
  const verdict = await explore(createHandler(), {
    createHandler,
    check: ["module-isolation"],
    faults: [],
    failures: false,
    progress: false,
    budgetMs: 60_000,
    maxSchedules: 200,
  })
  expect(verdict.passed).toBe(false)
  expect(verdict.failure?.violation.invariant).toBe("module-isolation")
  const { schedule = "" } = verdict.failure ?? {}
  expect(verdict.message).toContain(
    `await runner.replaySchedule("${schedule}", handler, input, { createHandler })`,
  )
  const [replayed, plain] = [new DurableTestRunner(), new DurableTestRunner()]
  const handler = createHandler()
  const execution = await replayed.replaySchedule(schedule, handler, undefined, { createHandler })
  expect(execution.result).toBe(0)
  expect((await plain.run(createHandler())).result).toBe(1)
  const again = await replayed.runSchedule(schedule, handler, undefined, { createHandler })
  expect(again.result).toBe(0)
})
