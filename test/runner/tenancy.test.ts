import { InvokeCommand } from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { explore } from "durable-test-runner/explore"
import { exportHistory } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"
import { expectError, expectRejection } from "./expect-error.ts"

const NOT_SUPPORTED =
  "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again."
const MISSING =
  "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again."

/** Says for whom it runs, and asks another function for the same tenant. */
const whose = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const { tenantId } = context.lambdaContext
  await context.wait({ seconds: 1 })
  return tenantId ?? "nobody"
})

function asking(target: string, tenantId?: string) {
  return withDurableExecution((_event: unknown, context: DurableContext) =>
    context.invoke("ask", target, {}, tenantId === undefined ? {} : { tenantId }),
  )
}

describe("an invoke with a tenant id reaches a function that is tenant-isolated (E8)", () => {
  test("a durable one, in all of its invocations", async () => {
    const runner = new DurableTestRunner()
    runner.registerFunction("whose", whose, { tenantIsolated: true })
    const execution = await runner.run(asking("whose:$LATEST", "blue"))
    expect(execution.result).toBe("blue")
    expect(execution.operation("ask").childExecution?.tenantId).toBe("blue")
  })

  test("a plain one", async () => {
    const runner = new DurableTestRunner()
    const plain = async (_event: unknown, context: { tenantId?: string }): Promise<unknown> =>
      context.tenantId
    runner.registerFunction("plain", plain, { durable: false, tenantIsolated: true })
    expect((await runner.run(asking("plain", "green tenant"))).result).toBe("green tenant")
  })

  test("a mock, which sees it and records it", async () => {
    const runner = new DurableTestRunner()
    const mock = (_input: unknown, { tenantId }: { tenantId?: string }): unknown => tenantId
    const { calls } = runner.mockFunction("price", mock, { tenantIsolated: true })
    expect((await runner.run(asking("price", "a/b:c=d+e-f@g"))).result).toBe("a/b:c=d+e-f@g")
    expect(calls.map(({ tenantId }) => tenantId)).toEqual(["a/b:c=d+e-f@g"])
  })

  test("the started event records it", async () => {
    const runner = new DurableTestRunner()
    runner.mockFunction("price", () => 1, { tenantIsolated: true })
    const { history } = await runner.run(asking("price", "blue"))
    const started = history.find(({ EventType }) => EventType === "ChainedInvokeStarted")
    expect(started?.ChainedInvokeStartedDetails?.TenantId).toBe("blue")
  })
})

describe("a tenant id that does not fit the function is refused with Lambda's text", () => {
  test.each([
    ["one too many", "blue", false, NOT_SUPPORTED],
    ["none where one is needed", undefined, true, MISSING],
  ])("%s", async (_what, tenantId, tenantIsolated, message) => {
    const runner = new DurableTestRunner()
    runner.registerFunction("whose", whose, { tenantIsolated })
    runner.mockFunction("price", () => 1, { tenantIsolated })
    for (const target of ["whose:$LATEST", "price"]) {
      const { operations } = await runner.run(asking(target, tenantId))
      expect(operations[0]?.error).toMatchObject({
        ErrorType: "InvalidParameterValueException",
        ErrorMessage: message,
      })
    }
  })

  test.each([
    ["a durable function", "whose:$LATEST", "Event"],
    ["a plain function", "price", "RequestResponse"],
    ["a dry run", "price", "DryRun"],
  ] as const)("by InvokeCommand of %s", async (_what, FunctionName, InvocationType) => {
    const runner = new DurableTestRunner()
    runner.registerFunction("whose", whose)
    runner.mockFunction("price", () => 1)
    const client = await runner.lambdaClient()
    const command = new InvokeCommand({ FunctionName, InvocationType, TenantId: "blue" })
    await expect(client.send(command)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: NOT_SUPPORTED,
    })
  })

  test("by InvokeCommand, one that no tenant can have", async () => {
    const runner = new DurableTestRunner()
    runner.mockFunction("price", () => 1, { tenantIsolated: true })
    const client = await runner.lambdaClient()
    const command = new InvokeCommand({ FunctionName: "price", TenantId: "a{b}" })
    await expect(client.send(command)).rejects.toThrow("tenantId")
  })
})

test("InvokeCommand hands its tenant id to the function", async () => {
  const runner = new DurableTestRunner()
  const mock = (_input: unknown, { tenantId }: { tenantId?: string }): unknown => tenantId
  runner.mockFunction("price", mock, { tenantIsolated: true })
  runner.registerFunction("whose", whose, { tenantIsolated: true })
  const client = await runner.lambdaClient()
  for (const FunctionName of ["price", "whose:$LATEST"]) {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName, TenantId: "blue" }))
    expect(Payload?.transformToString()).toBe('"blue"')
  }
})

describe("runs of a tenant-isolated function", () => {
  const options = { tenantId: "blue" }

  test("have the tenant in the Lambda context, started or run", async () => {
    const runner = new DurableTestRunner({ tenantIsolated: true })
    const execution = await runner.run(whose, {}, options)
    expect([execution.result, execution.tenantId]).toEqual(["blue", "blue"])
    const started = runner.start(whose, {}, { tenantId: "red" })
    expect((await started.result()).result).toBe("red")
  })

  test("are checked for replay with the tenant", async () => {
    const runner = new DurableTestRunner({ tenantIsolated: true })
    runner.mockFunction("price", () => 1, { tenantIsolated: true })
    const passing = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.invoke("price", {}, { tenantId: context.lambdaContext.tenantId ?? "lost" }),
    )
    const { execution } = await runner.assertReplay(passing, {}, options)
    expect(execution.status).toBe("SUCCEEDED")
    const verdict = await runner.replay(passing, exportHistory(execution))
    expect(verdict.message).toContain("compatible")
    expect((await execution.replay()).verdict).toBe("compatible")
  })

  test("are explored with the tenant", async () => {
    const { failure } = await explore(whose, {
      runner: { tenantIsolated: true },
      run: options,
      maxSchedules: 20,
      progress: false,
    })
    expect(failure).toBeUndefined()
  })

  test("without a tenant are refused, and runs of others with one", async () => {
    const runner = new DurableTestRunner({ tenantIsolated: true })
    const errors = [
      await expectRejection(runner.run(whose), InvalidArgumentError),
      expectError(() => runner.start(whose), InvalidArgumentError),
      await expectRejection(new DurableTestRunner().run(whose, {}, options), InvalidArgumentError),
      await expectRejection(runner.run(whose, {}, { tenantId: "" }), InvalidArgumentError),
    ]
    expect(errors.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "Failed to call run: the function is tenant-isolated, and the run has no tenantId. Pass one: runner.run(handler, input, { tenantId: "blue" }).",
        "Failed to call start: the function is tenant-isolated, and the run has no tenantId. Pass one: runner.start(handler, input, { tenantId: "blue" }).",
        "Failed to call run: the tenantId is "blue", and the function is not tenant-isolated. Make the runner with { tenantIsolated: true }, or leave the tenantId out.",
        "Failed to call run: tenantId is "". Lambda allows 1 to 256 letters, digits, spaces and characters of . _ : / = + - @",
      ]
    `)
  })

  test("of one name for two tenants are two executions, of which the second is refused", () => {
    const runner = new DurableTestRunner({ tenantIsolated: true })
    runner.start(whose, {}, { name: "order-1", tenantId: "blue" })
    expect(() => runner.start(whose, {}, { name: "order-1", tenantId: "red" })).toThrow(
      "Execution already started",
    )
  })
})
