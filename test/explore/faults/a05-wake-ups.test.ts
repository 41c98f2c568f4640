import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { type DurableTestRunner, explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>
type Handler = ReturnType<typeof durable>

interface Client {
  checkpoint(request: object): Promise<{ readonly NewExecutionState?: { Operations?: object[] } }>
}

/** An SDK that passes over what a checkpoint tells of operations that it has not just sent. */
function deaf(handler: Handler): Handler {
  const deafened = async (event: never, context: never): Promise<unknown> => {
    const { durableExecutionClient: client } = event as { durableExecutionClient: Client }
    const checkpoint = client.checkpoint.bind(client)
    client.checkpoint = async (request) => {
      const sent = new Set(
        ((request as { Updates?: { Id?: string }[] }).Updates ?? []).map(({ Id }) => Id),
      )
      const response = await checkpoint(request)
      const Operations = (response.NewExecutionState?.Operations ?? []).filter((operation) =>
        sent.has((operation as { Id?: string }).Id),
      )
      return { ...response, NewExecutionState: { ...response.NewExecutionState, Operations } }
    }
    return (handler as (event: never, context: never) => unknown)(event, context)
  }
  return deafened as never
}

const BOUNDS = { failures: false, progress: false, maxSchedules: 300 } as const

/** In each of them something else is pending all night, so that the service accepts the suspension. */
const asking: readonly { readonly shape: string; readonly body: Body }[] = [
  {
    shape: "a callback beside a step",
    body: async (_event, c) => {
      const [approval] = await c.createCallback("approve")
      const night = c.wait("night", { hours: 8 })
      await c.step("mail", async () => "mailed")
      await approval
      await c.step("ship", async () => "shipped")
      await night
    },
  },
  {
    shape: "a callback in a child context",
    body: async (_event, c) => {
      const night = c.wait("night", { hours: 8 })
      await c.runInChildContext("order", async (child) => {
        const [approval] = await child.createCallback("approve")
        await child.step("mail", async () => "mailed")
        await approval
        await child.step("ship", async () => "shipped")
      })
      await night
    },
  },
  {
    shape: "a callback beside two steps",
    body: async (_event, c) => {
      const night = c.wait("night", { hours: 8 })
      const [approval] = await c.createCallback("approve")
      await c.step("print", async () => "printed")
      await c.step("mail", async () => "mailed")
      await approval
      await c.step("ship", async () => "shipped")
      await night
    },
  },
]

const prepare = (runner: DurableTestRunner): void => {
  runner.completeCallback("approve")
}
const runner = { allowUnusedScripts: true }

describe("A suspended execution that is invoked at once asks for nothing new (A5)", () => {
  test.each(asking)("A wake-up that is lost is a violation: $shape", async ({ body }) => {
    const verdict = await explore(deaf(durable(body)), {
      ...BOUNDS,
      prepare,
      runner,
      faults: ["wake"],
      without: ["crash-refinement", "protocol"],
    })
    expect(problemOf(verdict)).toMatch(
      /^wake-up: the execution was suspended although it could continue: invoked again at once, it (continues with "\w+"|ends)\. A wake-up was lost$/u,
    )
    expect(verdict.message).toMatch(
      /wake +the service invokes the suspended execution, though nothing has happened/u,
    )
  })

  test.each(asking)("A handler that loses none passes: $shape", async ({ body }) => {
    const verdict = await explore(durable(body), {
      ...BOUNDS,
      prepare,
      runner,
      faults: ["wake"],
      maxSchedules: 100,
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes.wake).toBeGreaterThan(0)
  })

  const correct: readonly { readonly shape: string; readonly body: Body }[] = [
    {
      shape: "retries and waits in branches",
      body: async (_event, c) => {
        await c.parallel("both", [
          async (branch) => branch.wait("rest", { seconds: 5 }),
          async (branch) =>
            branch.step("flaky", async ({ attempt }) => {
              if (attempt < 3) throw new Error("busy")
              return "ok"
            }),
        ])
        return "done"
      },
    },
    {
      shape: "a condition that is polled",
      body: async (_event, c) =>
        c.waitForCondition("ready", async (count: number) => count + 1, {
          initialState: 0,
          waitStrategy: (count) =>
            count < 3 ? { shouldContinue: true, delay: { minutes: 1 } } : { shouldContinue: false },
        }),
    },
    {
      shape: "a submitter and a child context",
      body: async (_event, c) =>
        c.runInChildContext("order", async (child) => {
          await child.waitForCallback("approve", async () => {})
          await child.wait("rest", { hours: 1 })
          return "done"
        }),
    },
  ]

  test.each(correct)("What suspends for a reason asks for nothing: $shape", async ({ body }) => {
    const verdict = await exploring(body, {
      prepare,
      runner,
      faults: ["wake"],
      maxSchedules: 100,
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes.wake).toBeGreaterThan(0)
  })
})
