import {
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import {
  DurableTestRunner,
  type DurableTestRunnerOptions,
  type Execution,
} from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { messageOf } from "../error-text.ts"

/*
 * The disputed limits (docs/fidelity.md): the default at its edge, and another value at its own.
 */

const KIB = 1_024

/** The result as JSON is two quotes longer. */
const text = (bytes: number): string => "x".repeat(bytes - 2)

type Limits = NonNullable<NonNullable<DurableTestRunnerOptions["service"]>["limits"]>

const withLimits = (limits: Limits): DurableTestRunnerOptions => ({ service: { limits } })

async function outcomeOf(
  options: DurableTestRunnerOptions,
  handler: Parameters<DurableTestRunner["run"]>[0],
  input?: unknown,
): Promise<string | undefined> {
  const execution: Execution = await new DurableTestRunner(options).run(handler, input)
  return execution.error?.ErrorMessage ?? execution.status
}

describe("stepPayloadBytes, 262,144 by default", () => {
  const handler = withDurableExecution(async (bytes: number, context) => {
    await context.step("large", async () => text(bytes))
  })
  const tooLarge = (bytes: number): unknown =>
    expect.stringContaining(
      `STEP output payload size must be less than or equal to ${bytes} bytes.`,
    )

  test("takes a step of exactly that size and no more", async () => {
    expect(await outcomeOf({}, handler, 256 * KIB)).toBe("SUCCEEDED")
    expect(await outcomeOf({}, handler, 256 * KIB + 1)).toEqual(tooLarge(256 * KIB))
  })

  test("may be the 1 MB of newer documentation", async () => {
    const options = withLimits({ stepPayloadBytes: 1024 * KIB })
    expect(await outcomeOf(options, handler, 256 * KIB + 1)).toBe("SUCCEEDED")
    expect(await outcomeOf(options, handler, 1024 * KIB)).toBe("SUCCEEDED")
    expect(await outcomeOf(options, handler, 1024 * KIB + 1)).toEqual(tooLarge(1024 * KIB))
  })
})

describe("errorObjectBytes, unlimited by default", () => {
  const handler = withDurableExecution((bytes: number, context) =>
    context
      .step(
        "fails",
        async () => {
          throw new Error("x".repeat(bytes))
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      )
      .catch(() => {}),
  )

  test("takes an error of any size", async () => {
    expect(await outcomeOf({}, handler, 200 * KIB)).toBe("SUCCEEDED")
  })

  test("may be the 32 KiB of the emulators", async () => {
    const options = withLimits({ errorObjectBytes: 32 * KIB })
    expect(await outcomeOf(options, handler, 16 * KIB)).toBe("SUCCEEDED")
    expect(await outcomeOf(options, handler, 33 * KIB)).toContain(
      "Error object size must be less than 32768 bytes.",
    )
  })

  test("limits the error of a failed callback", async () => {
    const send = async (options: DurableTestRunnerOptions): Promise<unknown> => {
      const runner = new DurableTestRunner(options)
      const client = await runner.lambdaClient()
      const waiting = withDurableExecution((_event: unknown, context) =>
        context.waitForCallback("approve", async (CallbackId) => {
          const fail = (ErrorMessage: string): Promise<unknown> =>
            client.send(
              new SendDurableExecutionCallbackFailureCommand({
                CallbackId,
                Error: { ErrorMessage },
              }),
            )
          await fail("x".repeat(33 * KIB)).catch((error: unknown) => fail(messageOf(error)))
        }),
      )
      const { error } = await runner.run(waiting)
      return error?.ErrorMessage?.slice(0, 60)
    }
    expect(await send({})).toMatch(/^x+$/)
    expect(await send(withLimits({ errorObjectBytes: 32 * KIB }))).toBe(
      "Error object size must be less than 32768 bytes.",
    )
  })
})

test("callbackResultBytes, 262,144 by default, may be 1 MB", async () => {
  const send = async (bytes: number, options: DurableTestRunnerOptions): Promise<unknown> => {
    const runner = new DurableTestRunner(options)
    const client = await runner.lambdaClient()
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async (CallbackId) => {
        const succeed = (Result: string): Promise<unknown> =>
          client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result }))
        await succeed("x".repeat(bytes)).catch((error: unknown) => succeed(messageOf(error)))
      }),
    )
    const { payload } = await runner.run(handler)
    return payload === JSON.stringify("x".repeat(bytes)) ? "taken" : payload
  }
  const refusal = (bytes: number): string =>
    `"CALLBACK output payload size must be less than or equal to ${bytes} bytes."`
  expect(await send(256 * KIB, {})).toBe("taken")
  expect(await send(256 * KIB + 1, {})).toBe(refusal(256 * KIB))
  const options = withLimits({ callbackResultBytes: 1_000_000 })
  expect(await send(1_000_000, options)).toBe("taken")
  expect(await send(1_000_001, options)).toBe(refusal(1_000_000))
})

test("operations, 3,000 by default, may be any number", async () => {
  const handler = withDurableExecution(async (count: number, context) => {
    for (let index = 0; index < count; index++) await context.step(async () => index)
  })
  const tooMany = (limit: number): string =>
    `Durable execution exceeded the maximum number of operations: ${limit}.`
  expect(await outcomeOf(asNeeded, handler, 3_000)).toBe("SUCCEEDED")
  expect(await outcomeOf(asNeeded, handler, 3_001)).toBe(tooMany(3_000))
  expect(await outcomeOf(withLimits({ operations: 5 }), handler, 5)).toBe("SUCCEEDED")
  expect(await outcomeOf(withLimits({ operations: 5 }), handler, 6)).toBe(tooMany(5))
})

test("storedBytes, 100 MB by default, may be less", async () => {
  const handler = withDurableExecution(async (count: number, context) => {
    for (let index = 0; index < count; index++) await context.step(async () => text(1_000))
  })
  const options = withLimits({ storedBytes: 10_000 })
  expect(await outcomeOf({}, handler, 11)).toBe("SUCCEEDED")
  expect(await outcomeOf(options, handler, 9)).toBe("SUCCEEDED")
  expect(await outcomeOf(options, handler, 11)).toBe(
    "Durable execution exceeded the maximum size of stored data: 10000 bytes.",
  )
})

test("contextPayloadBytes, 1 MiB by default, may be less than what the SDK keeps to", async () => {
  const handler = withDurableExecution(async (bytes: number, context) => {
    await context.runInChildContext("large", async () => text(bytes))
    // The SDK does not wait for the last checkpoint of a context before it returns.
    await context.wait({ seconds: 1 })
  })
  expect(await outcomeOf({}, handler, 200 * KIB)).toBe("SUCCEEDED")
  expect(
    await outcomeOf(withLimits({ contextPayloadBytes: 100 * KIB }), handler, 200 * KIB),
  ).toContain("CONTEXT output payload size must be less than or equal to 102400 bytes.")
})

test("chainedInvokeInputBytes and chainedInvokeOutputBytes, 1 MiB by default, may be less", async () => {
  const run = async (size: [number, number], limits: Limits): Promise<string | undefined> => {
    const runner = new DurableTestRunner(withLimits(limits))
    runner.registerFunction("echo", async () => text(size[1]), { durable: false })
    const handler = withDurableExecution(async (_event: unknown, context) => {
      await context.invoke("echo", "echo", text(size[0]))
    })
    const { status, error } = await runner.run(handler)
    return error?.ErrorMessage ?? status
  }
  expect(await run([1024 * KIB, 1024 * KIB], {})).toBe("SUCCEEDED")
  expect(await run([1024 * KIB + 1, 10], {})).toContain(
    "CHAINED_INVOKE input payload size must be less than or equal to 1048576 bytes.",
  )
  expect(await run([10, 1024 * KIB + 1], {})).toContain(
    "CHAINED_INVOKE output payload size must be less than or equal to 1048576 bytes.",
  )
  const small = { chainedInvokeInputBytes: 100, chainedInvokeOutputBytes: 100 }
  expect(await run([101, 10], small)).toContain("or equal to 100 bytes.")
  expect(await run([10, 101], small)).toContain("or equal to 100 bytes.")
})
