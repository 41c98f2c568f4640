import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvokeDepthError, RunBudgetError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { expectRejection } from "../../runner/expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { endlessHandlers } from "./endless-handlers.ts"

/** Of thread time, which the default has more of. */
const shortBudget = { ...exactTimes, runBudgetMs: 100 }

for (const { what, handler, texts } of endlessHandlers) {
  test(`a handler that ${what} ends with an error that names the loop (C2)`, async () => {
    const runner = new DurableTestRunner(shortBudget)
    const error = await expectRejection(runner.run(withDurableExecution(handler)), RunBudgetError)
    expect(error.code).toBe("RUN_BUDGET")
    expect(error.message).toContain("busy for 100 ms of real time")
    expect(error.message).toContain("raise runBudgetMs")
    for (const text of texts) expect(error.message).toContain(text)
    const next = await runner.run(withDurableExecution(async () => "fine"))
    expect(next.result).toBe("fine")
  })
}

type Body = (context: DurableContext) => Promise<unknown>

const untilTheClock = (shown: () => number, moves: number): void => {
  const end = shown() + moves
  while (shown() < end);
}

/** None of them yields to the event loop: it is what they call that lets the budget end them. */
const unyielding: Readonly<Record<string, { body: Body; text: string }>> = {
  "waits in a loop for Date.now to move on": {
    body: async (context) =>
      context.step("poll", async () => untilTheClock(() => Date.now(), 1_000)),
    text: "a read of the clock at test/world/limits",
  },
  "waits in a loop for performance.now to move on": {
    body: async (context) =>
      context.step("poll", async () => untilTheClock(() => performance.now(), 5)),
    text: "a read of the clock at test/world/limits",
  },
  "waits in a loop for new Date to move on, outside of a step": {
    body: async () => untilTheClock(() => new Date().getTime(), 60_000),
    text: "a read of the clock at test/world/limits",
  },
  "awaits nothing until process.hrtime has moved on": {
    body: async (context) =>
      context.step("poll", async () => {
        const end = process.hrtime.bigint() + 1_000_000n
        while (process.hrtime.bigint() < end) await Promise.resolve()
      }),
    text: "a read of the clock at test/world/limits",
  },
  "calls itself in a child context": {
    body: async (context) => {
      const deeper: Body = async (child) => child.runInChildContext("deeper", deeper)
      return deeper(context)
    },
    text: 'runInChildContext "deeper" at test/world/limits',
  },
  "begins steps without await in a loop": {
    body: async (context) => {
      for (;;) void context.step("poll", async () => 1)
    },
    text: 'step "poll" at test/world/limits',
  },
  "begins waits without await in a loop": {
    body: async (context) => {
      for (;;) void context.wait({ seconds: 1 })
    },
    text: "wait without a name at test/world/limits",
  },
}

for (const [what, { body, text }] of Object.entries(unyielding)) {
  test(`a handler that ${what} ends with an error that names the line (C3)`, async () => {
    const runner = new DurableTestRunner(shortBudget)
    const handler = withDurableExecution(async (_event: unknown, context) => body(context))
    const error = await expectRejection(runner.run(handler), RunBudgetError)
    expect(error.message).toContain("busy for 100 ms of real time")
    expect(error.message).toContain(`What the code does over and over:\n  - ${text}`)
    const next = await runner.run(withDurableExecution(async () => "fine"))
    expect(next.result).toBe("fine")
  })
}

test("the error of a loop that waits for the clock says that virtual time stands still (C3)", async () => {
  const run = new DurableTestRunner(shortBudget).run(
    withDurableExecution(async () => untilTheClock(() => Date.now(), 1)),
  )
  const { message } = await expectRejection(run, RunBudgetError)
  const [, , , advice] = message.split("\n")
  expect(advice).toMatchInlineSnapshot(
    `"Does a loop wait until the clock shows a certain time? Virtual time stands still while code runs, so such a loop never ends. Let it await a timer instead: setTimeout in the body of a step, context.wait outside. If the run is really that long, raise runBudgetMs, an option of the runner."`,
  )
})

test("code that reads the clock often, and yields, may take as long as its budget (C3)", async () => {
  const run = await new DurableTestRunner({ ...exactTimes, runBudgetMs: 100 }).run(
    withDurableExecution(async (_event: unknown, context) =>
      context.step("stamp", async () => {
        let last = 0
        for (let count = 0; count < 300_000; count++) last = Date.now()
        return last
      }),
    ),
  )
  expect(run.status).toBe("SUCCEEDED")
})

test("memory stays bounded while a loop of waits uses up its real time (C2)", async () => {
  const before = process.memoryUsage().heapUsed
  const run = new DurableTestRunner({ ...exactTimes, runBudgetMs: 2_000 }).run(
    withDurableExecution(async (_event: unknown, context) => {
      for (;;) await context.wait({ seconds: 1 })
    }),
  )
  await expectRejection(run, RunBudgetError)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1_024 * 1_024)
})

test("the limit of events names what repeats too (C2)", async () => {
  const run = new DurableTestRunner({ ...exactTimes, maxEvents: 500 }).run(
    withDurableExecution(async (_event: unknown, context) => {
      for (;;) await context.wait("pause", { seconds: 1 })
    }),
  )
  await expect(run).rejects.toThrow(/took more than 500 events.*x Wait "pause"/su)
})

test("a budget without a limit lets a long run come to its end (C2)", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, runBudgetMs: Infinity })
  const execution = await runner.run(
    withDurableExecution(async (_event: unknown, context) => {
      for (let round = 0; round < 200; round++) await context.wait({ seconds: 1 })
      return "done"
    }),
  )
  expect(execution.result).toBe("done")
})

test("the budget begins anew with each call that lets a started execution go on (C2)", async () => {
  const runner = new DurableTestRunner(shortBudget)
  const started = runner.start(
    withDurableExecution(async (_event: unknown, context) => {
      for (let round = 0; round < 40; round++) await context.wait({ seconds: 10 })
      return "done"
    }),
  )
  for (let round = 0; round < 40; round++) await runner.advance({ seconds: 10 })
  expect((await started.result()).result).toBe("done")
})

test("a step that computes for longer than the budget, once, is no loop (C2)", async () => {
  const runner = new DurableTestRunner({ ...exactTimes, runBudgetMs: 400 })
  const execution = await runner.run(
    withDurableExecution(async (_event: unknown, context) =>
      context.step("compute", async () => {
        const begun = process.cpuUsage()
        const spentMs = (): number => {
          const { user, system } = process.cpuUsage(begun)
          return (user + system) / 1_000
        }
        while (spentMs() < 600);
        return "computed"
      }),
    ),
  )
  expect(execution.result).toBe("computed")
})

test("a function that invokes itself ends with an error of its own (C2b)", async () => {
  const self = withDurableExecution(async (_event: unknown, context) =>
    context.invoke("deeper", "durable-function:$LATEST", {}),
  )
  const error = await expectRejection(new DurableTestRunner().run(self), InvokeDepthError)
  expect(error.code).toBe("INVOKE_DEPTH")
  expect(error.message).toMatchInlineSnapshot(
    `"More than 100 executions started each other in a chain: "durable-function" invokes itself without an end. Correct the condition under which the function invokes, or raise maxInvokeDepth, an option of the runner, if invokes are really nested so deeply."`,
  )
})

test("functions that invoke each other end with an error that names them (C2b)", async () => {
  const invoking = (target: string) =>
    withDurableExecution(async (_event: unknown, context) =>
      context.invoke("next", `${target}:$LATEST`, {}),
    )
  const runner = new DurableTestRunner({ maxInvokeDepth: 7 })
  runner.registerFunction("b", invoking("c"))
  runner.registerFunction("c", invoking("durable-function"))
  const error = await expectRejection(runner.run(invoking("b")), InvokeDepthError)
  expect(error.functionNames).toHaveLength(8)
  expect(error.message).toContain('"durable-function", "b" and "c" invoke each other')
})

test("invokes that are nested as deeply as allowed succeed (C2b)", async () => {
  const countdown = withDurableExecution(async (event: unknown, context): Promise<unknown> => {
    const left = event as number
    return left === 0 ? "bottom" : context.invoke("deeper", "durable-function:$LATEST", left - 1)
  })
  const runner = new DurableTestRunner({ maxInvokeDepth: 5 })
  expect((await runner.run(countdown, 4)).result).toBe("bottom")
  await expectRejection(runner.run(countdown, 5), InvokeDepthError)
})
