import {
  GetDurableExecutionHistoryCommand,
  InvalidParameterValueException,
  SendDurableExecutionCallbackFailureCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Context } from "aws-lambda"
import { setTimeout as sleep } from "node:timers/promises"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { expectRejection } from "../expect-error.ts"
import { invoke } from "../../aws/invoke.ts"

/*
 * The disputed behaviours of the service (docs/fidelity.md): the default and the other value, each with
 * what a handler, or a client, sees of it.
 */

type ServiceOptions = NonNullable<DurableTestRunnerOptions["service"]>

describe("invocationRetry", () => {
  /** Crashes, or fails, a number of times before it does its work. */
  const failing = (failures: number, crash: () => void) => {
    let invocations = 0
    return async (event: never, context: never): Promise<unknown> => {
      if (++invocations <= failures) crash()
      return withDurableExecution(async () => "done")(event, context)
    }
  }
  const throwing = (): never => {
    throw new Error("no network")
  }
  const exiting = (): never => process.exit(1)

  /** Seconds from the start to the beginning of each invocation. */
  async function startsOf(
    handler: Parameters<DurableTestRunner["run"]>[0],
    invocationRetry: NonNullable<ServiceOptions["invocationRetry"]> = {},
  ): Promise<{ starts: number[]; outcome: unknown }> {
    const runner = new DurableTestRunner({ service: { invocationRetry } })
    const { invocations, startTimestamp, result, error } = await runner.run(handler)
    const starts = invocations.map(
      (invocation) => (invocation.startTimestamp.getTime() - startTimestamp.getTime()) / 1_000,
    )
    return { starts, outcome: error?.ErrorMessage ?? result }
  }

  test("backs off from 1 second, twice as long each time, and goes on", async () => {
    const { starts, outcome } = await startsOf(failing(11, throwing))
    expect(starts).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1_111])
    expect(outcome).toBe("done")
  })

  test("begins, grows and is capped as it is told to", async () => {
    const retry = { initialDelaySeconds: 5, multiplier: 3, maxDelaySeconds: 60 }
    const { starts } = await startsOf(failing(4, throwing), retry)
    expect(starts).toEqual([0, 5, 20, 65, 125])
  })

  test("retries errors of the runtime three times at once, or as often as it is told to", async () => {
    expect((await startsOf(failing(5, exiting))).starts).toEqual([0, 0, 0, 0, 1, 3])
    const none = await startsOf(failing(3, exiting), { immediateRetries: 0 })
    expect(none.starts).toEqual([0, 1, 3, 7])
  })

  test("gives up after maxAttempts with the last error", async () => {
    const { starts, outcome } = await startsOf(failing(9, throwing), { maxAttempts: 3 })
    expect(starts).toEqual([0, 1, 3])
    expect(outcome).toBe("no network")
  })
})

describe("pendingReinvocation", () => {
  /** A wait ends while a step runs, and the SDK hears of it; then all of it waits for another. */
  const handler = withDurableExecution(async (_event: unknown, context) => {
    await context.parallel([
      (branch) => branch.wait({ seconds: 2 }),
      async (branch) => {
        await branch.step(() => sleep(5_000))
        await branch.wait({ seconds: 60 })
      },
    ])
  })

  async function invocations(pendingReinvocation?: "untold-changes" | "any-trigger") {
    const service = pendingReinvocation === undefined ? {} : { pendingReinvocation }
    const { status, invocations: all } = await new DurableTestRunner({ service }).run(handler)
    expect(status).toBe("SUCCEEDED")
    return all.length
  }

  test("invokes again for changes that the handler was not told of, by default", async () => {
    expect(await invocations()).toBe(2)
    expect(await invocations("untold-changes")).toBe(2)
  })

  test("invokes again for any trigger during the invocation, if the option says so", async () => {
    expect(await invocations("any-trigger")).toBe(3)
  })
})

describe("emptyCallbackFailureInvokes", () => {
  const run = async (service: ServiceOptions): Promise<unknown[]> => {
    const runner = new DurableTestRunner({ service })
    const client = await runner.lambdaClient()
    runner.onCallback("approve", async ({ id: CallbackId }) => {
      await client.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId }))
    })
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("approve")
      const failed = answer.catch(() => "failed")
      await context.wait("meanwhile", { hours: 1 })
      return failed
    })
    const { result, invocations } = await runner.run(handler)
    return [result, invocations.length]
  }

  test("a failure without an error invokes the function by default", async () => {
    expect(await run({})).toEqual(["failed", 3])
  })

  test("a failure without an error waits for the next invocation, if the option says so", async () => {
    expect(await run({ emptyCallbackFailureInvokes: false })).toEqual(["failed", 2])
  })
})

test("historyIncludesExecutionData says what a history without a word about it shows", async () => {
  const inputOf = async (service: ServiceOptions): Promise<unknown> => {
    const runner = new DurableTestRunner({ service })
    const client = await runner.lambdaClient()
    const { arn } = await runner.run(
      withDurableExecution(async () => 1),
      { order: 1 },
    )
    const command = new GetDurableExecutionHistoryCommand({ DurableExecutionArn: arn })
    const { Events: [started] = [] } = await client.send(command)
    return started?.ExecutionStartedDetails?.Input
  }
  const shown = { Payload: '{"order":1}', Truncated: false }
  expect(await inputOf({})).toEqual(shown)
  expect(await inputOf({ historyIncludesExecutionData: true })).toEqual(shown)
  expect(await inputOf({ historyIncludesExecutionData: false })).toEqual({ Truncated: true })
})

describe("the answer to a stale token", () => {
  /** The first checkpoint finds its token consumed by somebody else. */
  const makeHandler = () => {
    let invocations = 0
    const durable = withDurableExecution((_event: unknown, context) =>
      context.step("work", async () => "done"),
    )
    return async (event: never, context: never): Promise<unknown> => {
      if (++invocations === 1) {
        const { durableExecutionClient: client, ...request } = event as Injected
        await client.checkpoint(request)
      }
      return durable(event, context)
    }
  }

  interface Injected {
    readonly durableExecutionClient: { checkpoint(request: object): Promise<unknown> }
  }

  test("is by default as recorded, which SDK 2.4.0 takes for an error of the execution", async () => {
    const execution = await new DurableTestRunner().run(makeHandler())
    expect(execution.status).toBe("FAILED")
    expect(execution.error?.ErrorMessage).toContain("Invalid checkpoint token")
  })

  test("may be what SDK 2.4.0 knows, which then ends the invocation, and it is retried", async () => {
    const service = { staleTokenText: "Invalid Checkpoint Token" }
    const execution = await new DurableTestRunner({ service }).run(makeHandler())
    expect(execution.result).toBe("done")
    expect(execution.invocations.map(({ status }) => status)).toEqual(["ERROR", "SUCCEEDED"])
  })

  test("may be combined with the other texts", async () => {
    const service = { errorTexts: { invalidCheckpointToken: "Invalid Checkpoint Token, really" } }
    const execution = await new DurableTestRunner({ service }).run(makeHandler())
    expect(execution.result).toBe("done")
  })
})

test("enforceSynchronousTimeout refuses to wait for what may last longer than 15 minutes", async () => {
  const send = async (service: ServiceOptions, executionTimeout: { minutes: number }) => {
    const runner = new DurableTestRunner({ service })
    runner.registerFunction(
      "job",
      withDurableExecution(async () => 1),
      { executionTimeout },
    )
    return invoke(await runner.lambdaClient(), { FunctionName: "job:$LATEST" })
  }
  expect(await send({}, { minutes: 16 })).toMatchObject({ payload: 1 })
  const enforced = { enforceSynchronousTimeout: true }
  expect(await send(enforced, { minutes: 15 })).toMatchObject({ payload: 1 })
  const refused = send(enforced, { minutes: 16 })
  expect(await expectRejection(refused, InvalidParameterValueException)).toMatchObject({
    message:
      "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
  })
})

test("partition, region and account are in every ARN, and other ones are somewhere else", async () => {
  const runner = new DurableTestRunner({
    service: { partition: "aws-cn", region: "cn-north-1", accountId: "210987654321" },
  })
  const prefix = "arn:aws-cn:lambda:cn-north-1:210987654321:function:"
  const plain = (_event: unknown, context: Context): string => context.invokedFunctionArn
  runner.registerFunction("plain", plain, { durable: false })
  const handler = withDurableExecution((_event: unknown, context) =>
    context.invoke("call", `${prefix}plain`, {}),
  )
  const execution = await runner.run(handler)
  expect(execution.result).toBe(`${prefix}plain:$LATEST`)
  expect(execution.arn.startsWith(prefix)).toBe(true)
  const elsewhere = "arn:aws:lambda:us-east-1:123456789012:function:plain"
  const { error } = await runner.run(
    withDurableExecution((_event: unknown, context) => context.invoke("call", elsewhere, {})),
  )
  expect(error?.ErrorMessage).toContain(
    "Cannot start a CHAINED_INVOKE on a function in another region.",
  )
})
