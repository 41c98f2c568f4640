import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { blockOf } from "./blocked-run.ts"
import { failureOf } from "./failure.ts"
import type { Timeouts } from "./timeouts.ts"

const run = (config: Timeouts, runner = new DurableTestRunner(exactTimes)): Promise<Execution> =>
  runner.run(
    withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer] = await context.createCallback("approve", config)
      return answer.catch((error: unknown) => failureOf(error).class)
    }),
  )

describe("A11 time-outs out of the ordinary", () => {
  test.each(["timeout", "heartbeatTimeout"])(
    "A11 a fraction of a second as %s: the SDK sends it, and the checkpoint is refused",
    async (member) => {
      const execution = await run({ [member]: { seconds: 0.5 } })
      expect(execution.operations).toEqual([])
      expect(execution.error).toMatchObject({
        ErrorType: "CheckpointUnrecoverableExecutionError",
        ErrorMessage: expect.stringContaining("Expected an integer at 'updates.1.member"),
      })
    },
  )

  test.each(["timeout", "heartbeatTimeout"])(
    "A11 a negative %s: the SDK sends it, and the checkpoint is refused",
    async (member) => {
      const execution = await run({ [member]: { seconds: -1 } })
      expect(execution.operations).toEqual([])
      expect(execution.error?.ErrorMessage).toContain(
        "Member must have value greater than or equal to 0",
      )
    },
  )

  test("A11 parts that add up to whole seconds are fine", async () => {
    const execution = await run({ timeout: { minutes: 0.5 } })
    expect(execution.result).toBe("CallbackTimeoutError")
    expect(execution.durationMs).toBe(30_000)
  })

  test("A11 one second is the shortest time-out there is", async () => {
    expect((await run({ timeout: { seconds: 1 } })).durationMs).toBe(1_000)
  })

  test("A11 a callback's time-out has no upper bound: the execution's own ends it", async () => {
    const execution = await run({ timeout: { days: 400 }, heartbeatTimeout: { days: 500 } })
    expect(execution.operation("approve").events[0]?.CallbackStartedDetails).toMatchObject({
      Timeout: 400 * 86_400,
      HeartbeatTimeout: 500 * 86_400,
    })
    expect(execution.status).toBe("TIMED_OUT")
    expect(execution.durationMs).toBe(366 * 86_400_000)
  })

  test.each<[string, Timeouts]>([
    ["zero seconds", { timeout: { seconds: 0 }, heartbeatTimeout: { seconds: 0 } }],
    ["an empty duration", { timeout: {} as never }],
  ])("A11 %s: no such timer", async (_title, config) => {
    const blocked = await blockOf(run(config))
    expect(blocked.execution.operation("approve").events[0]?.CallbackStartedDetails).toEqual({
      CallbackId: expect.any(String),
    })
  })
})
