import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { expectError } from "./expect-error.ts"

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:price"

function asking(target: string) {
  return withDurableExecution((_event: unknown, context: DurableContext) =>
    context.invoke("ask", target, {}),
  )
}

const child = withDurableExecution(async () => "durable")

describe("a function is registered by its ARN (E25)", () => {
  test.each([
    ["without a qualifier", ARN, "price", "price"],
    ["of $LATEST", `${ARN}:$LATEST`, "price", "price:$LATEST"],
    ["of a version", `${ARN}:7`, `${ARN}:7`, "price:7"],
    ["of an alias", `${ARN}:live`, "price:live", `${ARN}:live`],
    ["that is partial", "123456789012:function:price:live", "price:live", "price"],
  ])("%s", async (_what, arn, ...targets) => {
    const runner = new DurableTestRunner().registerFunction(arn, async () => "plain", {
      durable: false,
    })
    for (const target of targets) {
      expect((await runner.run(asking(target))).result).toBe("plain")
    }
  })

  test("durable ones and mocks too", async () => {
    const runner = new DurableTestRunner().registerFunction(`${ARN}:3`, child)
    expect((await runner.run(asking("price:3"))).result).toBe("durable")
    runner.mockFunction(`${ARN}:beta`, () => "mock", { aliases: ["live"] })
    for (const alias of ["beta", "live"]) {
      expect((await runner.run(asking(`price:${alias}`))).result).toBe("mock")
    }
  })

  test.each([
    ["another region", ARN.replace("us-east-1", "eu-west-1"), {}],
    ["another account", ARN.replace("123456789012", "210987654321"), {}],
    ["another version than the option has", `${ARN}:7`, { version: "8" }],
    ["no function", "arn:aws:s3:::bucket", {}],
    ["a name that is too long", ARN + "x".repeat(64), {}],
  ])("but not by that of %s", (_what, arn, options) => {
    const runner = new DurableTestRunner()
    expectError(() => runner.registerFunction(arn, child, options), InvalidArgumentError)
    expectError(() => runner.mockFunction(arn, () => 1, options), InvalidArgumentError)
  })

  test("one of another place names the options that move the service", () => {
    const elsewhere = ARN.replace("us-east-1", "eu-west-1")
    const { message } = expectError(
      () => new DurableTestRunner().registerFunction(elsewhere, child),
      InvalidArgumentError,
    )
    expect(message).toBe(
      `Failed to call registerFunction: the function's name is "${elsewhere}", and the simulated service is in region "us-east-1" of account "123456789012". Make the runner with { service: { region, accountId } } of the ARN.`,
    )
    const service = { region: "eu-west-1" }
    new DurableTestRunner({ service }).registerFunction(elsewhere, child)
  })
})

describe("a durable function that is invoked by its bare name (E23)", () => {
  test("is refused by default, as on AWS", async () => {
    const runner = new DurableTestRunner().registerFunction("price", child)
    const { operations } = await runner.run(asking("price"))
    expect(operations[0]?.error?.ErrorMessage).toBe(
      "You cannot invoke a durable function using an unqualified ARN.",
    )
  })

  test.each(["price", ARN, "123456789012:function:price"])(
    "runs as $LATEST if the service allows it: %s",
    async (target) => {
      const service = { allowUnqualifiedInvokes: true }
      const runner = new DurableTestRunner({ service }).registerFunction("price", child)
      const execution = await runner.run(asking(target))
      expect(execution.result).toBe("durable")
      expect(execution.operation("ask").childExecution?.arn).toContain(":function:price:$LATEST/")
    },
  )

  test("and by the AWS client too", async () => {
    const { InvokeCommand } = await import("@aws-sdk/client-lambda")
    const runner = new DurableTestRunner({ service: { allowUnqualifiedInvokes: true } })
    const client = await runner.registerFunction("price", child).lambdaClient()
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: "price" }))
    expect(Payload?.transformToString()).toBe('"durable"')
    const dry = new InvokeCommand({ FunctionName: "price", InvocationType: "DryRun" })
    expect((await client.send(dry)).StatusCode).toBe(204)
  })
})
