import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import type { ExecutionFailedError } from "durable-test-runner/errors"
import { expect, test } from "vitest"

type Body = (context: DurableContext) => Promise<unknown>

async function failing(body: Body, limits: object = { operations: 30 }): Promise<Execution> {
  const runner = new DurableTestRunner({ service: { limits } })
  runner.registerFunction("other", async () => "answer", { durable: false })
  return runner.run(
    withDurableExecution(async (_event: unknown, context: DurableContext) => body(context)),
  )
}

function messageOf(execution: Execution): string {
  try {
    execution.assertSucceeded()
  } catch (error) {
    return (error as ExecutionFailedError).message
  }
  throw new Error("It has succeeded.")
}

/** The lines on what repeats, with the names of files only. */
function repeatedIn(execution: Execution): readonly string[] {
  const lines = messageOf(execution).split("\n")
  return lines
    .filter((line) => line.startsWith("  - "))
    .map((line) => line.replace(/at \S*\/(?<file>[\w.-]+):\d+:\d+$/u, "at $<file>"))
}

const here = "at outgrown-quotas.test.ts"

const loops: Readonly<Record<string, { body: Body; repeated: readonly string[] }>> = {
  "steps whose names differ in a number": {
    body: async (context) => {
      for (let count = 0; ; count++) await context.step(`poll ${count}`, async () => count)
    },
    repeated: [`  - 31 x Step "poll 30", and others named like it, ${here}`],
  },
  "steps without a name": {
    body: async (context) => {
      for (;;) await context.step(async () => 1)
    },
    repeated: [`  - 31 x Step without a name, ${here}`],
  },
  waits: {
    body: async (context) => {
      for (;;) await context.wait("pause", { seconds: 1 })
    },
    repeated: [`  - 31 x Wait "pause", ${here}`],
  },
  callbacks: {
    body: async (context) => {
      for (;;) await context.createCallback("approve")
    },
    repeated: [`  - 31 x Callback "approve", ${here}`],
  },
  invokes: {
    body: async (context) => {
      for (;;) await context.invoke("ask", "other", {})
    },
    repeated: [`  - 31 x ChainedInvoke "ask", ${here}`],
  },
  "contexts with a step": {
    body: async (context) => {
      for (;;) {
        await context.runInChildContext("page", async (child) => child.step("load", async () => 1))
      }
    },
    repeated: [`  - 16 x RunInChildContext "page", ${here}`, `  - 16 x Step "load", ${here}`],
  },
  "a map that is too large": {
    body: async (context) =>
      context.map(
        "items",
        Array.from({ length: 40 }, (_, index) => index),
        async (child, item) => child.wait("pause", { seconds: item + 1 }),
      ),
    repeated: [
      '  - 40 x MapIteration "map-item-39", and others named like it',
      `  - 40 x Wait "pause", ${here}`,
    ],
  },
}

test.for(Object.entries(loops))(
  "the error of an execution with too many operations names what repeats, and where: %s",
  async ([, { body, repeated }]) => {
    expect(repeatedIn(await failing(body))).toEqual(repeated)
  },
)

test("and says what to do", async () => {
  const message = messageOf(
    await failing(async (context) => {
      for (;;) await context.step("poll", async () => 1)
    }),
  )
  expect(message).toMatch(
    /exceeded the maximum number of operations: 30\.\nIt has 31 operations\. What repeats:\n {2}- 31 x Step "poll", at .*\nDoes the handler poll or loop without end\? Do several items in one step, /u,
  )
})

test("an execution that stores too much names what it repeats", async () => {
  const execution = await failing(
    async (context) => {
      for (;;) await context.step("page", async () => "x".repeat(10_000))
    },
    { storedBytes: 100_000 },
  )
  expect(repeatedIn(execution)).toEqual([`  - 10 x Step "page", ${here}`])
  expect(messageOf(execution)).toContain(
    "Return less from them: keep large data elsewhere, and return a reference to it.",
  )
})

test("a recorded execution names it without a line", async () => {
  const { history } = await failing(async (context) => {
    for (;;) await context.step("poll", async () => 1)
  })
  expect(repeatedIn(Execution.fromHistory(history))).toEqual(['  - 31 x Step "poll"'])
})

test("an error of the handler that only looks like it has no such note", async () => {
  const execution = await failing(async (context) => {
    for (let count = 0; count < 5; count++) await context.step("poll", async () => 1)
    throw new Error("Durable execution exceeded the maximum number of operations: 30.")
  })
  expect(messageOf(execution)).not.toContain("What repeats")
})

test("a condition without end is named with its line by the limit of events", async () => {
  const runner = new DurableTestRunner({ maxEvents: 300 })
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
    context.waitForCondition("ready", async (count: number) => count + 1, {
      initialState: 0,
      waitStrategy: () => ({ shouldContinue: true, delay: { seconds: 1 } }),
    }),
  )
  await expect(runner.run(handler)).rejects.toThrow(
    /attempt of WaitForCondition "ready", at .*outgrown-quotas\.test\.ts:\d+:\d+/u,
  )
})
