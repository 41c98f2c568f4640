import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { afterEach, expect, test, vi } from "vitest"
import { expectError } from "../expect-error.ts"

afterEach(() => {
  vi.unstubAllEnvs()
})

const setDefaults = (defaults: string | object): void => {
  const text = typeof defaults === "string" ? defaults : JSON.stringify(defaults)
  vi.stubEnv("DURABLE_TEST_RUNNER_DEFAULTS", text)
}

const handler = withDurableExecution(async (_event: unknown, context) => {
  await context.step("one", async () => 1)
  await context.step("two", async () => 2)
})

/** What a runner's options make of one execution. */
async function run(options?: DurableTestRunnerOptions): Promise<object> {
  const { arn, durationMs, startTimestamp } = await new DurableTestRunner(options).run(handler)
  const [, , , region, accountId] = arn.split(":")
  return { region, accountId, durationMs, year: startTimestamp.getUTCFullYear() }
}

test("the environment gives the options that a test leaves open", async () => {
  setDefaults({
    checkpointLatency: { milliseconds: 50 },
    startTime: "2030-01-01T00:00:00Z",
    service: { region: "eu-west-1" },
  })
  expect(await run()).toMatchObject({ region: "eu-west-1", durationMs: 100, year: 2030 })
})

test("what a test gives counts, member by member", async () => {
  setDefaults({
    checkpointLatency: { milliseconds: 50 },
    service: { region: "eu-west-1", accountId: "111111111111" },
  })
  expect(await run({ checkpointLatency: {}, service: { region: "eu-north-1" } })).toMatchObject({
    region: "eu-north-1",
    accountId: "111111111111",
    durationMs: 0,
  })
})

test("an option that is given as undefined counts as left open", async () => {
  setDefaults({ checkpointLatency: { milliseconds: 50 } })
  const options = { checkpointLatency: undefined } as unknown as DurableTestRunnerOptions
  expect(await run(options)).toMatchObject({ durationMs: 100 })
})

test("the environment is read when a runner is made, and an empty variable is none", async () => {
  setDefaults("")
  const before = new DurableTestRunner({ checkpointLatency: {} })
  setDefaults({ checkpointLatency: { seconds: 1 } })
  expect((await before.run(handler)).durationMs).toBe(0)
  expect((await new DurableTestRunner().run(handler)).durationMs).toBe(2_000)
})

test("what is not JSON, no object or no option is refused, with the variable by name", () => {
  const messages = ["{pageSize: 2}", "[1]", "null", '{"pagesize":2}', '{"chooser":"first"}'].map(
    (text) => {
      setDefaults(text)
      const { message } = expectError(() => new DurableTestRunner(), InvalidArgumentError)
      return message.replace(/The options are .*?\./u, "The options are ...")
    },
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to read the environment variable DURABLE_TEST_RUNNER_DEFAULTS: its value is "{pageSize: 2}", which is not JSON. Set it to the JSON of runner options, such as {"pageSize":2}.",
      "Failed to read the environment variable DURABLE_TEST_RUNNER_DEFAULTS: its options are [1]. Pass an object. Its members are seed, startTime, functionName, tenantIsolated, functionTimeout, executionTimeout, environment, checkpointLatency, pageSize, service, logs, allowUnusedScripts, callbacks, realIoTimeoutMs, handlerTimeoutMs, maxFailedInvocations, maxEvents, runBudgetMs, watchdogMs, maxInvokeDepth, chooser, replay.",
      "Failed to read the environment variable DURABLE_TEST_RUNNER_DEFAULTS: its options are null. Pass an object. Its members are seed, startTime, functionName, tenantIsolated, functionTimeout, executionTimeout, environment, checkpointLatency, pageSize, service, logs, allowUnusedScripts, callbacks, realIoTimeoutMs, handlerTimeoutMs, maxFailedInvocations, maxEvents, runBudgetMs, watchdogMs, maxInvokeDepth, chooser, replay.",
      "Failed to read the environment variable DURABLE_TEST_RUNNER_DEFAULTS: there is no option "pagesize". The options are ... Did you mean "pageSize"?",
      "Failed to read the environment variable DURABLE_TEST_RUNNER_DEFAULTS: chooser is "first". Pass an object with a method choose(enabled).",
    ]
  `)
})

test("a mistake of the test itself is not blamed on the environment", () => {
  setDefaults({ pageSize: 2 })
  const { message } = expectError(
    () => new DurableTestRunner({ pageSize: -1 }),
    InvalidArgumentError,
  )
  expect(message).toMatchInlineSnapshot(
    `"Failed to call new DurableTestRunner: pageSize is -1. Pass a whole number; 0 leaves the first page empty."`,
  )
})
