import { StepSemantics } from "@aws/durable-execution-sdk-js"
import type { ExploreOptions } from "durable-test-runner"
import type { durable } from "./exploring.ts"

interface SmallHandler {
  readonly name: string
  readonly body: Parameters<typeof durable>[0]
  readonly options?: ExploreOptions
  /** With how many faults all of its schedules can be run in a test. Default 2. */
  readonly maxFaults?: 1
}

const ledger: string[] = []
const observed = {
  prepare: () => {
    ledger.length = 0
  },
  observe: () => ledger,
}

/** With few enough schedules to run them all, also where none is merged with another. */
export const smallHandlers: readonly SmallHandler[] = [
  {
    name: "two steps",
    body: async (_event, context) => [
      await context.step("a", async () => 1),
      await context.step("b", async () => 2),
    ],
  },
  {
    name: "an effect that nothing makes idempotent",
    body: async (_event, context) => context.step("charge", async () => ledger.push("charged")),
    options: observed,
  },
  {
    name: "an accumulator outside of steps",
    body: async (_event, context) => {
      let total = 0
      await context.step("a", async () => {
        total += 1
      })
      await context.step("b", async () => {
        total += 10
      })
      return total
    },
  },
  {
    name: "a result that depends on what a replay skips",
    body: async (_event, context) => {
      const ran: string[] = []
      await context.step("a", async () => ran.push("a"))
      return context.step("b", async () => ran.join(", "))
    },
  },
  {
    name: "a step, then a wait",
    body: async (_event, context) => {
      await context.step("a", async () => ledger.push("a"))
      await context.wait("pause", { seconds: 5 })
      return ledger.length
    },
    options: observed,
  },
  {
    name: "a step that is tried twice",
    body: async (_event, context) =>
      context.step(
        "a",
        async ({ attempt }) => {
          ledger.push(`attempt ${attempt}`)
          if (attempt === 1) throw new Error("once more")
        },
        { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }) },
      ),
    options: observed,
  },
  {
    name: "a step that runs at most once",
    body: async (_event, context) =>
      context
        .step("charge", async () => ledger.push("charged"), {
          semantics: StepSemantics.AtMostOncePerRetry,
          retryStrategy: () => ({ shouldRetry: false }),
        })
        .catch(() => "unknown"),
    options: observed,
  },
  {
    name: "a callback and its submitter",
    body: async (_event, context) =>
      context.waitForCallback("approve", async () => void ledger.push("asked")),
    options: {
      observe: () => ledger,
      prepare: (runner) => {
        ledger.length = 0
        runner.completeCallback("approve", "yes")
      },
    },
  },
  {
    name: "a step in a child context",
    body: async (_event, context) => {
      let ran = 0
      await context.runInChildContext("child", (child) =>
        child.step("a", async () => {
          ran++
        }),
      )
      return ran
    },
  },
  {
    name: "another function",
    body: async (_event, context) => context.invoke("price", "price", { item: "desk" }),
    options: {
      observe: () => ledger,
      prepare: (runner) => {
        ledger.length = 0
        runner.mockFunction("price", () => ledger.push("asked"))
      },
    },
  },
  {
    name: "the winner of a race",
    body: async (_event, context) => {
      const first = await Promise.race([
        context.step("a", async () => "a"),
        context.step("b", async () => "b"),
      ])
      ledger.push(first)
      return first
    },
    options: observed,
    maxFaults: 1,
  },
  {
    name: "closures that branches share",
    body: async (_event, context) => {
      let text = ""
      await context.parallel("both", [
        async (branch) => {
          await branch.step("a", async () => {})
          text += "a"
        },
        async (branch) => {
          await branch.step("b", async () => {})
          text += "b"
        },
      ])
      return text
    },
    maxFaults: 1,
  },
]
