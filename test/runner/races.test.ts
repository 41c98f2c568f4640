import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { nameOf } from "./error-text.ts"

test("in a race of a wait of 1 h and a wait of 1 s, the second wins after 1 s", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.promise.race("first of two", [
      context.wait("long", { hours: 1 }).then(() => "long"),
      context.wait("short", { seconds: 1 }).then(() => "short"),
    ] as never),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(execution.result).toBe("short")
  expect(execution.durationMs).toBe(1_000)
  expect(execution.operation("long").status).toBe("STARTED")
})

test("a plain Promise.race of waits is the same", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    Promise.race([
      context.wait("long", { hours: 1 }).then(() => "long"),
      context.wait("short", { seconds: 1 }).then(() => "short"),
    ]),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(execution.result).toBe("short")
  expect(execution.durationMs).toBe(1_000)
})

test("in a race of a wait of 1 h and a callback's time-out of 1 s, the time-out wins", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve", { timeout: { seconds: 1 } })
    return Promise.race([
      context.wait("long", { hours: 1 }).then(() => "long"),
      answer.catch(nameOf),
    ])
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(execution.result).toBe("CallbackTimeoutError")
  expect(execution.durationMs).toBe(1_000)
})

test("in a race of a step of 300 ms and a deadline of 1 h, the step wins after 300 ms", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    Promise.race([
      context.step("work", async () => {
        await new Promise((resolve) => setTimeout(resolve, 300))
        return "work"
      }),
      context.wait("deadline", { hours: 1 }).then(() => "deadline"),
    ]),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(execution.result).toBe("work")
  expect(execution.durationMs).toBe(300)
  expect(execution.invocations).toHaveLength(1)
})

test("in a race of a step of 10 min and a deadline of 1 s, the deadline wins", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    Promise.race([
      context.step("work", async () => {
        await new Promise((resolve) => setTimeout(resolve, 600_000))
        return "work"
      }),
      context.wait("deadline", { seconds: 1 }).then(() => "deadline"),
    ]),
  )
  const execution = await new DurableTestRunner().run(handler)
  expect(execution.result).toBe("deadline")
})
