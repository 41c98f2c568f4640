import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { explore } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { messageOf } from "./error-text.ts"

const MIB = 1_024 * 1_024
const QUOTES = 2

const sizeOf = withDurableExecution(async (text: string, context: DurableContext) => {
  await context.wait({ seconds: 1 })
  return text.length
})

const repeating = withDurableExecution(async (length: number) => "x".repeat(length))

describe("invocationType decides how large input and result may be (E6)", () => {
  test.each([
    ["RequestResponse", 6 * MIB],
    ["Event", MIB],
    [undefined, MIB],
  ] as const)("%s", async (invocationType, limit) => {
    const runner = new DurableTestRunner()
    const options = invocationType === undefined ? {} : { invocationType }
    const longest = limit - QUOTES
    expect((await runner.run(sizeOf, "x".repeat(longest), options)).result).toBe(longest)
    const refused = runner.run(sizeOf, "x".repeat(longest + 1), options)
    expect(messageOf(await refused.catch((error: unknown) => error))).toContain(
      `Request must be smaller than ${limit} bytes`,
    )
    if (invocationType === "RequestResponse") return
    expect((await runner.run(repeating, longest, options)).status).toBe("SUCCEEDED")
    expect((await runner.run(repeating, longest + 1, options)).error?.ErrorMessage).toContain(
      `Execution output payload size must be less than or equal to ${limit} bytes.`,
    )
  })

  test("of an execution that is started", async () => {
    const runner = new DurableTestRunner()
    const execution = runner.start(sizeOf, "x".repeat(2 * MIB), {
      invocationType: "RequestResponse",
    })
    expect((await execution.result()).result).toBe(2 * MIB)
  })

  test("in a replay check, and in an exploration", async () => {
    const invocationType = "RequestResponse"
    const input = "x".repeat(2 * MIB)
    const { divergence } = await new DurableTestRunner().checkReplay(sizeOf, input, {
      invocationType,
    })
    expect(divergence).toBeUndefined()
    const { failure } = await explore(sizeOf, {
      input,
      run: { invocationType },
      maxSchedules: 3,
      progress: false,
    })
    expect(failure).toBeUndefined()
  })

  test("a caller that waits may be refused for an execution time-out above 15 minutes", async () => {
    const runner = new DurableTestRunner({ service: { enforceSynchronousTimeout: true } })
    expect((await runner.run(sizeOf, "x")).result).toBe(1)
    await expect(runner.run(sizeOf, "x", { invocationType: "RequestResponse" })).rejects.toThrow(
      "You cannot synchronously invoke a durable function",
    )
  })

  test("an unknown one is refused, with the one that was meant", async () => {
    const runner = new DurableTestRunner()
    await expect(runner.run(sizeOf, "x", { invocationType: "event" as never })).rejects.toThrow(
      'invocationType is "event". Pass "RequestResponse" or "Event". Did you mean "Event"?',
    )
  })
})

test("a run whose input is too large for an asynchronous invocation says which option helps", async () => {
  const refused = new DurableTestRunner().run(sizeOf, "x".repeat(2 * MIB))
  expect(messageOf(await refused.catch((error: unknown) => error))).toBe(
    'Request must be smaller than 1048576 bytes for the InvokeFunction operation. The run invokes the function asynchronously: a caller that waits may send more, { invocationType: "RequestResponse" }.',
  )
})
