import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore, UnusedScriptError } from "durable-test-runner"
import {
  DurableTestRunnerError,
  InvalidArgumentError,
  NotReachedError,
} from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { expectError, expectRejection } from "../expect-error.ts"

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }
const here = import.meta.filename

const failsInHandler = withDurableExecution(async (event: { items?: unknown[] }) => {
  return (event.items as unknown[]).length
})

function stackOf(thrown: unknown): string {
  expect(thrown).toBeInstanceOf(Error)
  return (thrown as Error).stack ?? ""
}

describe("errors are there as they were thrown (G12)", () => {
  test("A TypeError of the handler, with its stack", async () => {
    const execution = await new DurableTestRunner().run(failsInHandler, {})
    expect(execution.status).toBe("FAILED")
    expect(execution.invocations[0]?.thrown).toBeInstanceOf(TypeError)
    expect(stackOf(execution.invocations[0]?.thrown)).toContain(here)
  })

  test("An error of each attempt of a step", async () => {
    const errors = [new TypeError("one"), new RangeError("two")]
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step(
        "flaky",
        async ({ attempt }) => {
          const error = errors[attempt - 1]
          if (error !== undefined) throw error
          return attempt
        },
        {
          retryStrategy: (_error, attempt) => ({
            shouldRetry: attempt < 3,
            delay: { seconds: 1 },
          }),
        },
      ),
    )
    const execution = await new DurableTestRunner().run(handler)
    const { attempts } = execution.operation("flaky")
    expect(attempts.map(({ thrown }) => thrown)).toEqual([...errors, undefined])
    expect(attempts[0]?.thrown).toBe(errors[0])
    expect(execution.invocations.map(({ thrown }) => thrown)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test("What is no error, and what is thrown before anything is awaited", async () => {
    const reason = { code: 7 }
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context
        .step("object", async () => Promise.reject(reason as unknown as Error), noRetry)
        .catch(() => {})
      return context.step(
        "at once",
        () => {
          throw new SyntaxError("at once")
        },
        noRetry,
      )
    })
    const execution = await new DurableTestRunner().run(handler)
    expect(execution.operation("object").attempts[0]?.thrown).toBe(reason)
    expect(execution.operation("at once").attempts[0]?.thrown).toBeInstanceOf(SyntaxError)
  })

  test("Errors of submitters, of conditions and of steps in a child execution", async () => {
    const child = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step(
        "inner",
        () => {
          throw new RangeError("inner")
        },
        noRetry,
      ),
    )
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context
        .waitForCallback(
          "approve",
          async () => {
            throw new TypeError("mail is down")
          },
          noRetry,
        )
        .catch(() => {})
      await context
        .waitForCondition(
          "poll",
          async () => {
            throw new EvalError("poll")
          },
          { initialState: 0, waitStrategy: () => ({ shouldContinue: false }) },
        )
        .catch(() => {})
      await context.invoke("child", "child:$LATEST", {}).catch(() => {})
    })
    const runner = new DurableTestRunner({ allowUnusedScripts: true })
    runner.registerFunction("child", child)
    const execution = await runner.run(handler)
    const submitter = execution.operation("approve").children.find(({ type }) => type === "STEP")
    expect(submitter?.attempts[0]?.thrown).toBeInstanceOf(TypeError)
    expect(execution.operation("poll").attempts[0]?.thrown).toBeInstanceOf(EvalError)
    const { childExecution } = execution.operation("child")
    expect(childExecution?.operation("inner").attempts[0]?.thrown).toBeInstanceOf(RangeError)
  })

  test("Nothing is thrown where nothing was", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step("fine", async () => 1),
    )
    const execution = await new DurableTestRunner().run(handler)
    expect(execution.invocations[0]?.thrown).toBeUndefined()
    expect(execution.operation("fine").attempts[0]?.thrown).toBeUndefined()
  })
})

describe("the errors of the package show the lines of the user (G12)", () => {
  const framesOf = (error: Error): string[] => (error.stack ?? "").split("\n    at ").slice(1)

  function expectOwnLines(error: Error): void {
    const frames = framesOf(error)
    expect(error.stack?.startsWith(`${error.name}: ${error.message}`)).toBe(true)
    expect(frames[0]).toContain(here)
    expect(
      frames.filter((frame) => /[\\/]src[\\/]|node:internal|node_modules/.test(frame)),
    ).toEqual([])
  }

  test("of a run that ends with an unused script", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve")
    expectOwnLines(await expectRejection(runner.run(failsInHandler, {}), UnusedScriptError))
  })

  test("of a run that is blocked, a replay check, and a run by a schedule", async () => {
    const blocks = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const [answer] = await context.createCallback("approve")
      return answer
    })
    for (const call of ["run", "checkReplay", "assertReplay"] as const) {
      expectOwnLines(
        await expectRejection(new DurableTestRunner()[call](blocks), DurableTestRunnerError),
      )
    }
    const scheduled = new DurableTestRunner().runSchedule("1", blocks)
    expectOwnLines(await expectRejection(scheduled, DurableTestRunnerError))
  })

  test("of a wrong argument", () => {
    const call = (): unknown => new DurableTestRunner({ functionNme: "x" } as never)
    expectOwnLines(expectError(call, InvalidArgumentError))
  })

  test("of a started execution and of an exploration", async () => {
    const started = new DurableTestRunner().start(failsInHandler, {})
    expectOwnLines(
      await expectRejection(
        started.until(() => false),
        NotReachedError,
      ),
    )
    expectOwnLines(
      await expectRejection(explore(failsInHandler, { nothing: 1 } as never), InvalidArgumentError),
    )
  })
})
