import { randomUUID } from "node:crypto"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore, type ExploreOptions } from "durable-test-runner"
import type { Verdict } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { problemOf } from "../exploring.ts"

type Handler = (event: { order: string }, context: DurableContext) => Promise<unknown>

interface Shape {
  readonly shape: string
  /** A module: what stands outside of the handler is there once for each container. */
  readonly module: () => Handler
}

const fake = { seats: 1, sold: [] as string[] }

const sharing: readonly Shape[] = [
  {
    shape: "what one execution keeps in a variable another one reads",
    module: () => {
      let current = ""
      return async (_event, c) => {
        current = await c.step("open", async () => randomUUID())
        const used = await c.step("use", async () => current)
        return { isOwn: used === (await c.step("look", async () => current)), used, current }
      }
    },
  },
  {
    shape: "a list that each execution begins anew",
    module: () => {
      let lines: string[] = []
      return async ({ order }, c) => {
        lines = []
        lines.push(await c.step("first", async () => `${order} first`))
        lines.push(await c.step("second", async () => `${order} second`))
        return lines
      }
    },
  },
  {
    shape: "a set that remembers what was dealt with",
    module: () => {
      const seen = new Set<string>()
      return async ({ order }, c) => {
        await c.wait("rest", { seconds: 5 })
        const isNew = await c.step("look", async () => !seen.has(order))
        seen.add(order)
        return isNew ? "dealt with" : "seen before"
      }
    },
  },
  {
    shape: "a lock that an execution holds while it works",
    module: () => {
      let isBusy = false
      return async (_event, c) => {
        if (isBusy) throw new Error("busy")
        isBusy = true
        try {
          return await c.step("work", async () => "done")
        } finally {
          isBusy = false
        }
      }
    },
  },
]

const isolated: readonly Shape[] = [
  {
    shape: "variables of the handler",
    module: () => async (_event, c) => {
      const current = await c.step("open", async () => randomUUID())
      return { isOwn: current === (await c.step("use", async () => current)) }
    },
  },
  {
    shape: "a cache of what never changes",
    module: () => {
      let rates: Promise<number> | undefined
      return async (_event, c) => c.step("rate", async () => (rates ??= Promise.resolve(1.19)))
    },
  },
  {
    shape: "the last seat, which either may take",
    module:
      () =>
      async ({ order }, c) =>
        c.step("book", async () => {
          if (fake.sold.includes(order)) return "booked"
          if (fake.seats === 0) return "sold out"
          fake.seats--
          fake.sold.push(order)
          return "booked"
        }),
  },
  {
    shape: "a callback that is answered once",
    module: () => async (_event, c) => c.waitForCallback("approve", async () => {}),
  },
]

const prepare = (runner: DurableTestRunner): void => {
  Object.assign(fake, { seats: 1, sold: [] })
  runner.completeCallback("approve", "yes")
}

async function explored({ module }: Shape, options: ExploreOptions = {}): Promise<Verdict> {
  const createHandler = (): ReturnType<typeof withDurableExecution> =>
    withDurableExecution(module())
  return explore(createHandler(), {
    ...{ createHandler, input: { order: "o-1" }, prepare, observe: () => fake },
    ...{ failures: false, progress: false, maxSchedules: 250 },
    faults: ["shared-container"],
    ...options,
  })
}

describe("Executions that share a container", () => {
  test.each(sharing)("Shared memory is found: $shape", async (shape) => {
    const verdict = await explored(shape)
    expect(problemOf(verdict)).toMatch(
      /^module-isolation: executions that share a container share something outside of the handler/u,
    )
    expect(verdict.message).toMatch(
      /shared-container +another execution of the function begins in the same container +<- fault/u,
    )
    expect(verdict.failure?.shrunk.to).toBeLessThanOrEqual(3)
  })

  test.each(isolated)("Memory of its own is no violation: $shape", async (shape) => {
    const verdict = await explored(shape)
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes["shared-container"]).toBeGreaterThan(0)
    expect(verdict.message).toMatch(/shared-container in \d+ runs/u)
  })

  test("The neighbour may also strike beside crashes", async () => {
    const [own] = isolated
    const faults = ["crash", "crash-after-persist", "shared-container"] as const
    const verdict = await explored(own ?? expect.fail(), { faults })
    expect(problemOf(verdict)).toBe("nothing")
  })

  test("The schedule that is printed shows it again", async () => {
    const [, list = expect.fail()] = sharing
    const { failure } = await explored(list)
    const schedule = failure?.schedule ?? expect.fail()
    expect(schedule).toMatch(/^d2\.[a-z]+-fo/u)
    const runner = new DurableTestRunner()
    const createHandler = (): ReturnType<typeof withDurableExecution> =>
      withDurableExecution(list.module())
    const input = { order: "o-1" }
    const { result } = await runner.replaySchedule(schedule, createHandler(), input, {
      createHandler,
    })
    expect(result).not.toEqual(["o-1 first", "o-1 second"])
  })

  test("By default no other execution begins", async () => {
    const verdict = await explored(sharing[1] ?? expect.fail(), {
      faults: ["throttle"],
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes).not.toHaveProperty("shared-container")
  })

  test("Without a way to make containers nothing is shared on request", async () => {
    const [shape = expect.fail()] = isolated
    const verdict = await explore(withDurableExecution(shape.module()), {
      ...{ input: { order: "o-1" }, failures: false, progress: false, maxSchedules: 100 },
      faults: ["shared-container"],
    })
    expect(verdict.namedStrikes["shared-container"]).toBe(0)
    expect(verdict.message).toContain(
      "not checked  state outside of the handler: pass createHandler",
    )
  })
})
