import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"

const handler = withDurableExecution(async (_event: unknown, context) =>
  context.step("charge", async () => "paid"),
)

function methodsOf(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== "constructor" && typeof value === "function")
    .map(([name]) => name)
}

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>

describe("a method that is called without its object says so", () => {
  test.for(methodsOf(DurableTestRunner.prototype))("runner.%s", async (name) => {
    const { [name]: method } = new DurableTestRunner() as unknown as Methods
    expect(() => method?.(handler, {})).toThrow(
      `Failed to call ${name}: it was taken from its runner and called without it. ` +
        `Write runner.${name}(...); where a function is wanted, (...args) => runner.${name}(...args).`,
    )
  })

  test.for(methodsOf(Execution.prototype))("execution.%s", async (name) => {
    const execution = await new DurableTestRunner().run(handler, {})
    const { [name]: method } = execution as unknown as Methods
    expect(() => method?.("charge")).toThrow(
      `Failed to call ${name}: it was taken from its execution and called without it.`,
    )
  })

  test("a method of a started execution", async () => {
    const runner = new DurableTestRunner()
    const execution = runner.start(handler, {})
    for (const name of methodsOf(Object.getPrototypeOf(execution) as object)) {
      const { [name]: method } = execution as unknown as Methods
      expect(() => method?.("charge")).toThrow(`Failed to call ${name}: it was taken from its`)
    }
    await execution.result()
  })

  test("a method that is handed to another object, to map or to then", async () => {
    const runner = new DurableTestRunner()
    const execution = await runner.run(handler, {})
    // oxlint-disable-next-line typescript/unbound-method -- that is what is tested
    const { operation } = execution
    expect(() => ["charge"].map(operation as (name: string) => unknown)).toThrow(
      "execution.operation(...args)",
    )
    // oxlint-disable-next-line typescript/unbound-method -- that is what is tested
    await expect(Promise.resolve("approve").then(runner.completeCallback)).rejects.toThrow(
      "runner.completeCallback(...args)",
    )
    const other = { run: (runner as unknown as Methods)["run"] }
    expect(() => other.run?.(handler, {})).toThrow("runner.run(...args)")
  })
})

test("a method that is bound, or called in an arrow function, works", async () => {
  const runner = new DurableTestRunner()
  const run = runner.run.bind(runner)
  const execution = await run(handler, {})
  expect(execution.status).toBe("SUCCEEDED")
  expect(["charge"].map((name) => execution.operation(name).result)).toEqual(["paid"])
})

test("a class that extends the runner has its methods", async () => {
  class OrderRunner extends DurableTestRunner {
    async order(): Promise<unknown> {
      return (await this.run(handler, {})).result
    }
  }
  expect(await new OrderRunner().order()).toBe("paid")
})

test("methods keep their names and parameters", () => {
  const { run, completeCallback } = DurableTestRunner.prototype as unknown as Methods
  expect([run?.name, run?.length, completeCallback?.name, completeCallback?.length]).toEqual([
    "run",
    3,
    "completeCallback",
    3,
  ])
})
