import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"
import {
  DurableTestRunner,
  type DurableTestRunnerOptions,
  type Execution,
} from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { eventsOf } from "./events-of.ts"
import { neverRetry } from "./reference-case.ts"
import { type Sdk, SDKS, type Version, VERSIONS } from "./sdks.ts"

/*
 * Where the versions of the SDK differ, as docs/fidelity.md lists it. The service is the same for all.
 */

type MakeHandler = (sdk: Sdk) => DurableLambdaHandler

async function runWith(
  version: Version,
  makeHandler: MakeHandler,
  options?: DurableTestRunnerOptions,
): Promise<Execution> {
  const runner = new DurableTestRunner({ allowUnusedScripts: true, ...options })
  const error = { ErrorType: "Rejected", ErrorMessage: "too expensive" }
  runner.failCallback("refused", error, { after: { seconds: 3 } })
  return runner.run(makeHandler(SDKS[version]), {})
}

/** What `look` sees with each version. */
async function withEach<T>(
  makeHandler: MakeHandler,
  look: (execution: Execution) => T,
  options?: DurableTestRunnerOptions,
): Promise<Record<string, T>> {
  const seen: Record<string, T> = {}
  for (const version of VERSIONS) seen[version] = look(await runWith(version, makeHandler, options))
  return seen
}

/** The same for all versions from `2.0.0` on, and something of its own for the first. */
const since2 = <T>(before: T, since: T): Record<string, T> => ({
  "1.1.7": before,
  "2.0.0": since,
  "2.2.0": since,
  "2.4.0": since,
})

const errorTypeOf = ({ error }: Execution): string | undefined => error?.ErrorType

describe("the error of an execution whose callback was not answered well", () => {
  test("timed out", async () => {
    const handler: MakeHandler = (sdk) =>
      sdk.withDurableExecution(async (_event: unknown, context) => {
        const [answer] = await context.createCallback("slow", { timeout: { seconds: 5 } })
        return answer
      })
    expect(await withEach(handler, errorTypeOf)).toEqual(
      since2("CallbackError", "CallbackTimeoutError"),
    )
  })

  test("failed", async () => {
    const handler: MakeHandler = (sdk) =>
      sdk.withDurableExecution(async (_event: unknown, context) => {
        const [answer] = await context.createCallback("refused")
        return answer
      })
    expect(await withEach(handler, errorTypeOf)).toEqual(
      since2("CallbackError", "CallbackExternalError"),
    )
  })

  test("failed, in a waitForCallback", async () => {
    const handler: MakeHandler = (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) =>
        context.waitForCallback("refused", async () => {}),
      )
    expect(await withEach(handler, errorTypeOf)).toEqual(
      since2("ChildContextError", "CallbackExternalError"),
    )
  })

  test("was never handed over, because the submitter failed", async () => {
    const handler: MakeHandler = (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) =>
        context.waitForCallback(
          "unsent",
          async () => {
            throw new Error("nobody there")
          },
          { retryStrategy: neverRetry },
        ),
      )
    expect(await withEach(handler, errorTypeOf)).toEqual(
      since2("ChildContextError", "CallbackSubmitterError"),
    )
  })
})

test("the error of an execution whose step was interrupted, and may not be retried", async () => {
  const handler: MakeHandler = (sdk) =>
    sdk.withDurableExecution((_event: unknown, context) =>
      context.step(
        "fragile",
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 1_000))
          process.exit(1)
        },
        { semantics: sdk.StepSemantics.AtMostOncePerRetry, retryStrategy: neverRetry },
      ),
    )
  expect(await withEach(handler, errorTypeOf, asNeeded)).toEqual(since2("Error", "StepError"))
})

test("a combinator of promises is a step, and since 2.0 a child context, which may suspend", async () => {
  const handler: MakeHandler = (sdk) =>
    sdk.withDurableExecution((_event: unknown, context) =>
      context.promise.all<unknown>("all", [
        context.step("a", async () => 1),
        context.wait("w", { seconds: 3 }),
      ]),
    )
  const before = [
    "ExecutionStarted",
    "StepStarted(Step)",
    "WaitStarted(Wait, 3)",
    "StepStarted(Step)",
    "StepSucceeded(Step, attempt 1)",
    "WaitSucceeded(Wait, 3)",
    "StepSucceeded(Step, attempt 1)",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ]
  const since = [
    "ExecutionStarted",
    "StepStarted(Step)",
    "WaitStarted(Wait, 3)",
    "ContextStarted(RunInChildContext)",
    "StepSucceeded(Step, attempt 1)",
    "InvocationCompleted",
    "WaitSucceeded(Wait, 3)",
    "ContextSucceeded(RunInChildContext)",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ]
  const histories = await withEach(handler, ({ history }) => eventsOf(history))
  expect(histories).toEqual(since2(before, since))
})

test("branches start one after the other with their first operations, and since 2.0 together", async () => {
  const handler: MakeHandler = (sdk) =>
    sdk.withDurableExecution(async (_event: unknown, context) => {
      const batch = await context.map("all", [1, 2], (child, item) => child.step(async () => item))
      return batch.getResults()
    })
  const before = ["ContextStarted(MapIteration)", "StepStarted(Step)"]
  const starts = await withEach(handler, ({ history }) => eventsOf(history).slice(2, 6))
  expect(starts).toEqual(
    since2(
      [...before, ...before],
      [before[0], before[0], before[1], before[1]].map((line) => line ?? ""),
    ),
  )
})

test("an error in a batch is stored with its own names, and since 2.0 as an error object", async () => {
  const handler: MakeHandler = (sdk) =>
    sdk.withDurableExecution(async (_event: unknown, context) => {
      await context.map("all", [1], async () => {
        throw new Error("no")
      })
    })
  const keys = await withEach(handler, (execution) => {
    const { all } = JSON.parse(execution.operation("all").payload ?? "") as {
      all: { error: object }[]
    }
    return Object.keys(all[0]?.error ?? {}).toSorted()
  })
  expect(keys).toEqual(
    since2(["cause", "errorType", "name"], ["Cause", "ErrorMessage", "ErrorType"]),
  )
})

test("code that differs at replay ends with nothing pending, and since 2.4 with an error that says so", async () => {
  const handler: MakeHandler = (sdk) => {
    let invocations = 0
    return sdk.withDurableExecution(async (_event: unknown, context) => {
      if (++invocations === 1) await context.wait("a", { seconds: 1 })
      else await context.step("b", async () => 1)
    })
  }
  const before = "InvalidParameterValueException"
  expect(await withEach(handler, errorTypeOf)).toEqual({
    "1.1.7": before,
    "2.0.0": before,
    "2.2.0": before,
    "2.4.0": "NonDeterministicExecutionError",
  })
})

describe("a stale token is known by its text, with capital letters in every version so far", () => {
  /** The first checkpoint finds its token consumed by somebody else. */
  const handler: MakeHandler = (sdk) => {
    const durable = sdk.withDurableExecution((_event: unknown, context) =>
      context.step("work", async () => "done"),
    ) as unknown as (event: WithClient, context: unknown) => Promise<unknown>
    let invocations = 0
    const stealing = async (event: WithClient, context: unknown): Promise<unknown> => {
      if (++invocations === 1) {
        const { DurableExecutionArn, CheckpointToken } = event
        await event.durableExecutionClient.checkpoint({ DurableExecutionArn, CheckpointToken })
      }
      return durable(event, context)
    }
    return stealing as unknown as DurableLambdaHandler
  }

  interface WithClient {
    readonly DurableExecutionArn: string
    readonly CheckpointToken: string
    readonly durableExecutionClient: { checkpoint(request: object): Promise<unknown> }
  }

  test.each(VERSIONS)("%s: the text as recorded ends the execution", async (version) => {
    const execution = await runWith(version, handler)
    expect(execution.status).toBe("FAILED")
    expect(execution.invocations).toHaveLength(1)
  })

  test.each(VERSIONS)("%s: the text that the SDK knows ends the invocation", async (version) => {
    const staleTokenText = "Invalid Checkpoint Token"
    const execution = await runWith(version, handler, { service: { staleTokenText } })
    expect(execution.result).toBe("done")
    expect(execution.invocations).toHaveLength(2)
  })
})
