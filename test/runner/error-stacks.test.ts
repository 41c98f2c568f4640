import { describe, expect, test } from "vitest"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { DurableTestRunnerError } from "durable-test-runner/errors"

const waiting = withDurableExecution(async (_input: unknown, context) => {
  await context.createCallback("approve").then(async ([answer]) => answer)
})

const helpers = {
  direct: async (runner: DurableTestRunner) => runner.run(waiting),
  "a helper below three others": async (runner: DurableTestRunner) =>
    [1, 2, 3].reduce(
      (call: () => Promise<unknown>) => async () => call(),
      async () => runner.run(waiting),
    )(),
  "assertReplay, which runs several times": async (runner: DurableTestRunner) =>
    runner.assertReplay(waiting),
  "a started execution": async (runner: DurableTestRunner) =>
    runner.start(waiting).until(() => false),
}

describe("the stack of an error has the line of the test", () => {
  test.each(Object.entries(helpers))("%s", async (_, call) => {
    const error = await failureOf(call)
    expect(error.stack).toContain("error-stacks.test.ts")
    expect(error.stack?.split("\n").slice(1).join("\n")).not.toContain("durable-test-runner.ts")
  })

  test.each(["a limit of no frames", "a limit of 100 frames"])("%s", async (title) => {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = title.includes("100") ? 100 : 0
    try {
      const error = await failureOf(async (runner) => runner.run(waiting))
      expect(error.stack).toContain("error-stacks.test.ts")
    } finally {
      Error.stackTraceLimit = stackTraceLimit
    }
  })
})

async function failureOf(
  call: (runner: DurableTestRunner) => Promise<unknown>,
): Promise<DurableTestRunnerError> {
  const runner = new DurableTestRunner()
  try {
    await call(runner)
  } catch (error) {
    return error as DurableTestRunnerError
  }
  throw new Error("The call was expected to fail.")
}
