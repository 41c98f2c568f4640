import { expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"

/*
 * What a test says of the world around a handler is said anew before each run, and holds under every
 * schedule. A crash invokes a function or asks a responder again only where the service would.
 */

test("scripts answer callbacks in every schedule, early and late", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const [manager] = await context.createCallback("manager", { timeout: { hours: 1 } })
      const [finance] = await context.createCallback("finance")
      return [await manager.catch(() => "too late"), await finance.catch(() => "no")]
    },
    {
      prepare: (runner) => {
        runner.completeCallback("manager", "yes")
        runner.failCallback("finance", new Error("no budget"))
      },
      maxSchedules: 400,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  // The manager is too late where the answer is slow.
  expect(verdict.outcomes).toBe(2)
})

test("a script that says when leaves nothing open", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const [manager] = await context.createCallback("manager", { timeout: { hours: 1 } })
      return manager.catch(() => "too late")
    },
    {
      prepare: (runner) => runner.completeCallback("manager", "yes", { after: { minutes: 59 } }),
      check: ["confluence"],
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})

test("responders live in the virtual time of each run", async () => {
  const answered: string[] = []
  const verdict = await exploring(
    async (_event, context) =>
      context.waitForCallback(
        "approve",
        async (id) => void answered.push(`asked ${id.length > 0}`),
      ),
    {
      prepare: (runner) => {
        answered.length = 0
        runner.onCallback("approve", async (callback) => {
          await callback.sleep({ minutes: 5 })
          await callback.succeed("yes")
        })
      },
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.outcomes).toBe(1)
})

test("A registered function runs in an execution of its own, in which faults strike", async () => {
  const verdict = await exploring(
    async (_event, context) => context.invoke("price", "price:$LATEST", { item: "desk" }),
    {
      prepare: (runner) => {
        runner.registerFunction(
          "price",
          durable(async (_event, context) => context.step("look up", async () => 100)),
        )
      },
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.outcomes).toBe(1)
})

test("a bug in a registered function is found from outside", async () => {
  const looked: string[] = []
  const verdict = await exploring(
    async (_event, context) => context.invoke("price", "price:$LATEST", { item: "desk" }),
    {
      prepare: (runner) => {
        looked.length = 0
        runner.registerFunction(
          "price",
          durable(async (_event, context) => {
            await context.step("count", async () => void looked.push("once"))
            return 100
          }),
        )
      },
      observe: () => looked,
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "crash-refinement: a fault adds an outcome, SUCCEEDED 100. It differs from the only one without faults:
      outside[1]  nothing -> "once""
  `,
  )
})

test("doubles of functions are set up anew", async () => {
  const verdict = await exploring(
    async (_event, context) => context.invoke("price", "price", { item: "desk" }),
    {
      prepare: (runner) => {
        runner.mockFunction("price", () => 100)
      },
      faults: ["crash", "crash-after-persist"],
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})

test("doubles of steps stand in for their bodies in every schedule", async () => {
  let charged = 0
  let isReal = false
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {
        isReal = true
      })
      return context.step("done", async () => charged > 0)
    },
    {
      prepare: (runner) => {
        charged = 0
        runner.mockStep("charge", () => {
          charged++
        })
      },
      observe: () => charged > 0,
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(isReal).toBe(false)
  expect(verdict.outcomes).toBe(1)
})

test("a double that fails a step once is retried under every schedule", async () => {
  const verdict = await exploring(
    async (_event, context) =>
      context.step("charge", async ({ attempt }) => attempt, {
        retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 3, delay: { seconds: 1 } }),
      }),
    {
      prepare: (runner) => {
        runner.failStep("charge", new Error("declined"), { attempts: [1] })
      },
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
})
