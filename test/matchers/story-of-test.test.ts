import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { expect, test } from "vitest"
import { runnerForTest } from "../../src/matchers/tested-runner.ts"

const bill = withDurableExecution((meters: number[], context: DurableContext) =>
  context.map("bill", meters, async (child, meter) => child.step("read", async () => meter)),
)

test("The text of a failed test shows the start and the end of a long execution", async () => {
  const { runner, story } = runnerForTest("a long execution")
  await runner.run(
    bill,
    Array.from({ length: 100 }, (_, index) => index),
  )
  const rows = story().split("\n")
  expect(rows.length).toBeLessThan(110)
  expect(rows.filter((row) => /^ {2}… \d+ more rows/u.test(row))).toHaveLength(1)
  expect(rows[1]).toContain("invocation 1")
  expect(rows.at(-1)).toContain("execution succeeded")
})

test("The text of a failed test shows the last executions of many", async () => {
  const { runner, story } = runnerForTest("many executions")
  for (let run = 1; run <= 13; run++) await runner.run(bill, [run])
  const text = story()
  expect(text.match(/^durable-function: SUCCEEDED/gmu)).toHaveLength(10)
  expect(text).toMatch(/^… 3 more executions before these\n\ndurable-function/u)
  expect(text).not.toContain("succeeded 3\n")
  expect(text).toContain("succeeded 4\n")
})

test("The text of a failed test shows a short execution whole", async () => {
  const { runner, story } = runnerForTest("a short execution")
  expect(story()).toBe("")
  const execution = await runner.run(bill, [1, 2])
  expect(story()).toBe(execution.timeline({ logs: true }))
})
