import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { linesOf } from "../support/lines-of.ts"
import { childContext, largeChildResult, sequentialBranches } from "./runs/contexts.ts"

test("a child context holds its operations and ends with a result", async () => {
  const execution = await childContext()
  expect(linesOf(execution, "ContextStarted", "StepSucceeded", "ContextSucceeded")).toEqual([
    '+0s ContextStarted runInChildContext "outer"',
    '+0s StepSucceeded step "inner" in runInChildContext "outer" (attempt 1) -> 20',
    '+0s ContextSucceeded runInChildContext "outer" -> 21',
  ])
})

test("a large result of a child context is not stored, its body runs again at replay", async () => {
  const { execution, bodies, steps } = await largeChildResult()
  expect(linesOf(execution, "StepSucceeded", "ContextSucceeded", "ExecutionSucceeded")).toEqual([
    '+0s StepSucceeded step "letter" in runInChildContext "outer" (attempt 1) -> "x"',
    '+0s ContextSucceeded runInChildContext "outer" -> ',
    "+1s ExecutionSucceeded -> 307200",
  ])
  expect({ bodies, steps }).toEqual({ bodies: 2, steps: 1 })
})

test("parallel branches that run one by one are contexts one after the other", async () => {
  const execution = await sequentialBranches()
  const [parallelResult] = execution.operationTree
  expect(linesOf(execution, "ContextStarted", "ContextSucceeded")).toEqual([
    '+0s ContextStarted parallel "both"',
    '+0s ContextStarted parallelBranch "left" in parallel "both"',
    '+0s ContextSucceeded parallelBranch "left" in parallel "both" -> 1',
    '+0s ContextStarted parallelBranch "right" in parallel "both"',
    '+0s ContextSucceeded parallelBranch "right" in parallel "both" -> 2',
    `+0s ContextSucceeded parallel "both" -> ${parallelResult?.payload}`,
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
