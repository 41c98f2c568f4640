import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import { InvocationStuckError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectRejection } from "../expect-error.ts"

const MIB = 1_024 * 1_024
/** Above this the SDK checkpoints the result. */
const LONGEST_RETURNED = 6 * MIB - 50
const QUOTES = 2

const repeating = withDurableExecution(async (length: number, context) => {
  await context.step("plan", async () => length)
  return "x".repeat(length)
})

const waiting = { invocationType: "RequestResponse" } as const

function runnerWith(limits: object = {}, options: DurableTestRunnerOptions = {}) {
  return new DurableTestRunner({
    ...exactTimes,
    handlerTimeoutMs: 1,
    ...options,
    service: { limits },
  })
}

describe("a result above the limit of Lambda's responses is checkpointed, as AWS has recorded (E24)", () => {
  test.each([LONGEST_RETURNED, LONGEST_RETURNED + 1, 6 * MIB, 6 * MIB + 1, 6_377_390, 8 * MIB])(
    "with %i bytes",
    async (bytes) => {
      const execution = await runnerWith().run(repeating, bytes - QUOTES, waiting)
      expect(execution.status).toBe("SUCCEEDED")
      expect((execution.result as string).length).toBe(bytes - QUOTES)
      const ends = execution.history.filter(({ EventType }) => EventType === "ExecutionSucceeded")
      expect(ends).toHaveLength(1)
      expect(ends[0]?.Id).toBe(execution.history[0]?.Id)
      expect(execution.history.at(-1)).toBe(ends[0])
      expect(ends[0]?.ExecutionSucceededDetails?.Result?.Payload).toHaveLength(bytes)
    },
  )

  test("with characters of several bytes, which count by bytes", async () => {
    const handler = withDurableExecution(async () => "\uFFFF".repeat(2 * MIB + 100))
    const execution = await runnerWith().run(handler, {}, waiting)
    expect((execution.result as string).length).toBe(2 * MIB + 100)
  })

  test("with an error of the handler nothing changes", async () => {
    const handler = withDurableExecution(async () => {
      throw new Error("x".repeat(7 * MIB))
    })
    expect((await runnerWith().run(handler, {}, waiting)).status).toBe("FAILED")
  })

  test("unless checkpointedResultBytes is smaller", async () => {
    const runner = runnerWith({ checkpointedResultBytes: 6 * MIB })
    expect((await runner.run(repeating, 6 * MIB - QUOTES, waiting)).status).toBe("SUCCEEDED")
    const error = await expectRejection(
      runner.run(repeating, 6 * MIB, waiting),
      InvocationStuckError,
    )
    expect(error.cause).toMatchObject({ name: "InvalidParameterValueException" })
    expect(error.message).toMatchInlineSnapshot(
      `"The handler of "durable-function" never settles. At +0s virtual time its invocation has no timer, no checkpoint and no visible I/O left. The last thing that happened is that the service refused the result of the execution, which has 6291458 bytes: InvalidParameterValueException, "Execution output payload size must be less than or equal to 6291456 bytes.". The SDK settles nothing after that. If the result is too large, keep it elsewhere, in S3 for example, and return a reference. An execution that is invoked with invocationType "RequestResponse" may have a larger result, up to service.limits.checkpointedResultBytes."`,
    )
  })

  test("unless the invocation is asynchronous, which limits every result", async () => {
    const refused = runnerWith().run(repeating, 7 * MIB)
    const error = await expectRejection(refused, InvocationStuckError)
    expect(error.message).toContain("the result of the execution, which has 7340034 bytes")
    expect(error.message).toContain(
      "Execution output payload size must be less than or equal to 1048576 bytes.",
    )
    expect(error.message).toContain('invocationType "RequestResponse"')
  })
})
