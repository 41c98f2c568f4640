import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { createRunner, DurableTestRunner, explore } from "durable-test-runner"
import type { CheckReplayOptions } from "durable-test-runner/replay"
import { describe, expect, expectTypeOf, test } from "vitest"

const paid: string[] = []

const order = withDurableExecution(async (id: string, context: DurableContext) => {
  const price = await context.invoke<object, number>("price", "prices:live", {})
  const answer = await context.waitForCallback("approve", async () => {}, { timeout: { days: 1 } })
  await context.step("pay", async () => void paid.push(`${id} ${price}`))
  return `${answer} ${await context.waitForCallback("ship", async () => {})}`
})

/** As an exploration takes it as well. */
const prepare = (runner: DurableTestRunner): void => {
  paid.length = 0
  runner.mockFunction("prices", () => 42, { aliases: ["live"] })
  runner.completeCallback("approve", "yes", { after: { hours: 2 } })
  let answers = 0
  runner.onCallback("ship", async (callback) => callback.succeed(`parcel ${++answers}`))
}

describe("the prepare of a replay check scripts each of its runs", () => {
  test("with the function that an exploration takes", async () => {
    expectTypeOf(prepare).toExtend<NonNullable<CheckReplayOptions["prepare"]>>()
    const check = await new DurableTestRunner().assertReplay(order, "o-1", { prepare })
    expect(check.execution.result).toBe("yes parcel 1")
    const verdict = await explore(order, { input: "o-1", prepare, maxSchedules: 5, faults: [] })
    verdict.assertPassed()
  })

  test("beside what was scripted before, and with a typed runner", async () => {
    const runner = createRunner<typeof order, { approve: string; ship: string }>()
    runner.completeCallback("ship", "parcel of the test")
    const check = await runner.checkReplay(order, "o-1", { prepare })
    expect(check).toMatchObject({ isDeterministic: true, uncontrolled: undefined })
    expect(check.execution.result).toBe("yes parcel of the test")
  })

  test("as a function of no runner, for fakes alone", async () => {
    const runner = new DurableTestRunner()
    prepare(runner)
    const check = await runner.checkReplay(order, "o-1", { prepare: () => void (paid.length = 0) })
    expect(check.isDeterministic).toBe(true)
    expect(paid).toEqual(["o-1 42"])
  })

  test("and what its last call registered stays, once", async () => {
    const runner = new DurableTestRunner()
    await runner.assertReplay(order, "o-1", { prepare })
    runner.completeCallback("approve", "yes")
    expect((await runner.run(order, "o-2")).result).toBe("yes parcel 2")
  })
})
