import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { runInProcesses } from "./fresh-process.ts"
import { flaky, waits } from "./fixtures/handlers.ts"

describe("the number of invocations is the service's", () => {
  test("A handler without waits takes 1 invocation", async () => {
    const handler = withDurableExecution((_event: unknown, context) => context.step(async () => 1))
    expect((await new DurableTestRunner().run(handler)).invocations).toHaveLength(1)
  })

  test("2 waits are 3 invocations", async () => {
    expect((await new DurableTestRunner().run(waits, 2)).invocations).toHaveLength(3)
  })

  test("10 waits are 11 invocations", async () => {
    expect((await new DurableTestRunner().run(waits, 10)).invocations).toHaveLength(11)
  })

  test("a step with two retries is 3 invocations", async () => {
    expect((await new DurableTestRunner().run(flaky, 2)).invocations).toHaveLength(3)
  })
})

test("1,000 repeated runs count the same", { timeout: 60_000 }, async () => {
  const counts = new Set<string>()
  for (let run = 0; run < 1_000; run++) {
    const runner = new DurableTestRunner({ seed: run })
    const [waited, retried] = [await runner.run(waits, 2), await runner.run(flaky, 2)]
    counts.add(`${waited.invocations.length} and ${retried.invocations.length}`)
  }
  expect([...counts]).toEqual(["3 and 3"])
})

test("20 fresh processes count the same", { timeout: 60_000 }, async () => {
  const answers = await runInProcesses(20, "count-invocations.ts")
  expect(new Set(answers)).toEqual(new Set(['{"waits2":3,"waits10":11,"retries2":3}']))
})
