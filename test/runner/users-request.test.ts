import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { BlockedExecutionError, DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "./expect-error.ts"

const approval = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { hours: 48 } })
  const approved = await answer.catch((error: unknown) => (error as Error).name)
  return context.step("book", async () => `booked: ${approved}`)
})

const withoutTimeout = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve")
  return answer
})

/** What users of the vendor's runner ask for, line by line. */
describe("what users ask for", () => {
  test("run to the end with callbacks answered by name, then inspect", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(approval)
    expect(execution.status).toBe("SUCCEEDED")
    expect(execution.result).toBe("booked: yes")
    expect(execution.operation("approve").status).toBe("SUCCEEDED")
    expect(execution.operation("book").attempts).toHaveLength(1)
    expect(execution.invocations).toHaveLength(2)
  })

  test("a callback time-out without waiting", async () => {
    const execution = await new DurableTestRunner(exactTimes).run(approval)
    expect(execution.result).toBe("booked: CallbackTimeoutError")
    expect(execution.operation("approve").status).toBe("TIMED_OUT")
    expect(execution.durationMs).toBe(48 * 3_600_000)
  })

  test("complete by id", async () => {
    const runner = new DurableTestRunner()
    const execution = runner.start(approval)
    const { id } = await execution.untilCallback("approve")
    runner.completeCallback(id, "yes, by id")
    expect((await execution.result()).result).toBe("booked: yes, by id")
  })

  test("no hanging: a callback that nobody answers ends the run with what to do", async () => {
    const run = new DurableTestRunner().run(withoutTimeout)
    const error = await expectRejection(run, BlockedExecutionError)
    expect(error.message).toContain('call runner.completeCallback("approve", value)')
  })
})
