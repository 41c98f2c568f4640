import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { FailedInvocationsError, HandlerNotWrappedError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { expectRejection } from "./expect-error.ts"
import { messageOf } from "./error-text.ts"

const asking = (target: string) =>
  withDurableExecution((_event: unknown, context) => context.invoke("ask", target, {}))

const hint = 'registerFunction("price", handler, { durable: false })'
const qualifier = { aliases: ["live"], version: "7" }
const qualifiedNames = [
  "price:$LATEST",
  "price:live",
  "price:7",
  "arn:aws:lambda:us-east-1:123456789012:function:price:live",
]

describe("a plain function that was registered as a durable one is told of { durable: false } (E11)", () => {
  test.each(["price", "arn:aws:lambda:us-east-1:123456789012:function:price"])(
    "invoked without a qualifier, as %s",
    async (target) => {
      const runner = new DurableTestRunner().registerFunction("price", async () => 42)
      const execution = await runner.run(asking(target))
      expect(execution.timeline()).toContain("{ durable: false }")
      try {
        execution.assertSucceeded()
      } catch (error) {
        expect(messageOf(error)).toContain("{ durable: false }")
      }
    },
  )

  test.each(qualifiedNames)("invoked as %s", async (target) => {
    for (const returned of [
      42,
      undefined,
      { statusCode: 200 },
      { Status: 200 },
      { Status: "ok" },
    ]) {
      const runner = new DurableTestRunner()
      runner.registerFunction("price", async () => returned, qualifier)
      const error = await expectRejection(runner.run(asking(target)), HandlerNotWrappedError)
      expect(error.message).toContain('Failed to run "price"')
      expect(error.message).toContain("runner.registerFunction(name, handler, { durable: false })")
    }
  })

  test("where it always throws, as a function does that expects a callback", async () => {
    const throwing = [
      async () => {
        throw new Error("no such sku")
      },
      ((_event: unknown, _context: unknown, done: (error: null, result: number) => void) =>
        done(null, 1)) as never,
    ]
    for (const handler of throwing) {
      const runner = new DurableTestRunner().registerFunction("price", handler)
      const error = await expectRejection(
        runner.run(asking("price:$LATEST")),
        FailedInvocationsError,
      )
      expect(error.message).toContain(hint)
    }
  })

  test("and a durable one that always throws is not", async () => {
    const broken = withDurableExecution(async (_event: unknown, context) => {
      await context.step("charge", async () => 1)
      process.exit(1)
    })
    const error = await expectRejection(new DurableTestRunner().run(broken), FailedInvocationsError)
    expect(error.message).not.toContain("durable: false")
  })

  test("a handler that returns an output of its own is none", async () => {
    const output = { Status: "SUCCEEDED", Result: "1" }
    expect((await new DurableTestRunner().run(async () => output)).result).toBe(1)
  })
})

describe("an invoke of a function in another region or account is told of the options (E4)", () => {
  test.each([
    ["arn:aws:lambda:eu-west-1:123456789012:function:price:live", "region"],
    ["arn:aws:lambda:us-east-1:210987654321:function:price", "account"],
    ["210987654321:function:price:live", "account"],
    ["arn:aws:lambda:eu-west-1:210987654321:function:price", "region"],
  ])("%s", async (target, what) => {
    const runner = new DurableTestRunner()
    runner.mockFunction("price", () => 1, qualifier)
    const execution = await runner.run(asking(target))
    expect(execution.error?.ErrorMessage).toMatch(
      new RegExp(`Cannot start a CHAINED_INVOKE on a function in another ${what}\\.$`, "u"),
    )
    const place =
      'The simulated service is in region "us-east-1" of account "123456789012": make the runner with the ' +
      "region and the account of the target's ARN, { service: { region, accountId } }."
    expect(execution.timeline()).toContain(place)
    expect(() => execution.assertSucceeded()).toThrow(place)
    expect(() => execution.operation("ask")).toThrow(place)
  })

  test("which then reach it", async () => {
    const service = { region: "eu-west-1", accountId: "210987654321" }
    const runner = new DurableTestRunner({ service })
    runner.mockFunction("price", () => 1)
    const target = "arn:aws:lambda:eu-west-1:210987654321:function:price"
    expect((await runner.run(asking(target))).result).toBe(1)
  })

  test("where the invoking execution is a child", async () => {
    const elsewhere = "arn:aws:lambda:eu-west-1:123456789012:function:price"
    const runner = new DurableTestRunner().registerFunction("child", asking(elsewhere))
    const execution = await runner.run(asking("child:$LATEST"))
    expect(execution.timeline()).toContain("{ service: { region, accountId } }")
  })
})
