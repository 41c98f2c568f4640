import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { traceOf } from "./render-trace.ts"

test("a child context holds its operations and ends with a result", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.runInChildContext("outer", async (child) => {
      const inner = await child.step("inner", async () => 20)
      return inner + 1
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted runInChildContext "outer"',
    '+0s StepStarted step "inner" in runInChildContext "outer"',
    '+0s StepSucceeded step "inner" in runInChildContext "outer" (attempt 1) -> 20',
    '+0s ContextSucceeded runInChildContext "outer" -> 21',
    "+0s InvocationCompleted",
    "+0s ExecutionSucceeded -> 21",
  ])
})

test("a large result of a child context is not stored, its body runs again at replay", async () => {
  let bodies = 0
  let steps = 0
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const large = await context.runInChildContext("outer", async (child) => {
      bodies++
      const letter = await child.step("letter", async () => {
        steps++
        return "x"
      })
      return letter.repeat(300 * 1_024)
    })
    await context.wait("pause", { seconds: 1 })
    return large.length
  })
  const execution = await new DurableTestRunner({ ...exactTimes, ...asNeeded }).run(handler)
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted runInChildContext "outer"',
    '+0s StepStarted step "letter" in runInChildContext "outer"',
    '+0s StepSucceeded step "letter" in runInChildContext "outer" (attempt 1) -> "x"',
    '+0s ContextSucceeded runInChildContext "outer" -> ',
    '+0s WaitStarted wait "pause" (1s)',
    "+20ms InvocationCompleted",
    '+1s WaitSucceeded wait "pause" (1s)',
    "+1s InvocationCompleted",
    "+1s ExecutionSucceeded -> 307200",
  ])
  expect({ bodies, steps }).toEqual({ bodies: 2, steps: 1 })
})

test("parallel branches that run one by one are contexts one after the other", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const batch = await context.parallel(
      "both",
      [
        { name: "left", func: (branch) => branch.step("l", async () => 1) },
        { name: "right", func: (branch) => branch.step("r", async () => 2) },
      ],
      { maxConcurrency: 1 },
    )
    return batch.getResults()
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  const [parallelResult] = execution.operationTree
  expect(traceOf(execution)).toEqual([
    "+0s ExecutionStarted",
    '+0s ContextStarted parallel "both"',
    '+0s ContextStarted parallelBranch "left" in parallel "both"',
    '+0s StepStarted step "l" in parallelBranch "left"',
    '+0s StepSucceeded step "l" in parallelBranch "left" (attempt 1) -> 1',
    '+0s ContextSucceeded parallelBranch "left" in parallel "both" -> 1',
    '+0s ContextStarted parallelBranch "right" in parallel "both"',
    '+0s StepStarted step "r" in parallelBranch "right"',
    '+0s StepSucceeded step "r" in parallelBranch "right" (attempt 1) -> 2',
    '+0s ContextSucceeded parallelBranch "right" in parallel "both" -> 2',
    `+0s ContextSucceeded parallel "both" -> ${parallelResult?.payload}`,
    "+0s InvocationCompleted",
    "+0s ExecutionSucceeded -> [1,2]",
  ])
})

test("map runs its iterations side by side", async () => {
  const handler = withDurableExecution(async (items: number[], context) => {
    const batch = await context.map("double", items, (child, item, index) =>
      child.step(`item ${index}`, async () => item * 2),
    )
    return batch.getResults()
  })
  const execution = await new DurableTestRunner().run(handler, [1, 2])
  expect(execution.result).toEqual([2, 4])
  expect(execution.history.map(({ EventType }) => EventType)).toEqual([
    "ExecutionStarted",
    "ContextStarted",
    "ContextStarted",
    "ContextStarted",
    "StepStarted",
    "StepStarted",
    "StepSucceeded",
    "StepSucceeded",
    "ContextSucceeded",
    "ContextSucceeded",
    "ContextSucceeded",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ])
})
