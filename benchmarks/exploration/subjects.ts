import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"

/** A handler that is explored, with the outside world that it needs. */
export interface Subject {
  readonly name: string
  readonly handler: DurableLambdaHandler
  readonly prepare?: (runner: DurableTestRunner) => void
  /** Of the plain run, as JSON. */
  readonly expectedResult: string
}

/** Ten operations of five kinds: three invocations, two branches, an answer from outside. */
export const order = (): Subject => ({
  name: "order of 10 operations",
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const reserved = await context.step("reserve", async () => "reserved")
    const checks = await context.parallel("checks", [
      { name: "credit", func: (branch) => branch.step("credit", async () => "solvent") },
      { name: "stock", func: (branch) => branch.step("stock", async () => "in stock") },
    ])
    await context.wait("cool-off", { hours: 1 })
    const [approved] = await context.createCallback("approve", { timeout: { hours: 24 } })
    const approval = await approved
    const charged = await context.step("charge", async () => "charged")
    const shipped = await context.step("ship", async () => "shipped")
    return [reserved, ...checks.getResults(), approval, charged, shipped]
  }),
  prepare: (runner) => {
    runner.completeCallback("approve", "approved")
  },
  expectedResult: '["reserved","solvent","in stock","approved","charged","shipped"]',
})

/** One step after the other. */
export const sequentialSteps = (count: number): Subject => ({
  name: counted(count, "step", "steps"),
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    let sum = 0
    for (let index = 0; index < count; index++) {
      sum += await context.step(`step-${index}`, async () => index)
    }
    return sum
  }),
  expectedResult: String((count * (count - 1)) / 2),
})

/** Steps under one `Promise.all`. */
export const concurrentSteps = (count: number): Subject => ({
  name: `Promise.all of ${counted(count, "step", "steps")}`,
  handler: withDurableExecution((_event: unknown, context: DurableContext) =>
    Promise.all(indices(count).map((index) => context.step(`step-${index}`, async () => index))),
  ),
  expectedResult: JSON.stringify(indices(count)),
})

/** `context.parallel` with one step in each branch. */
export const parallelBranches = (count: number): Subject => ({
  name: `parallel of ${counted(count, "branch", "branches")}`,
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const branches = indices(count).map((index) => ({
      name: `branch-${index}`,
      func: (branch: DurableContext) => branch.step(`step-${index}`, async () => index),
    }))
    return (await context.parallel("branches", branches)).getResults()
  }),
  expectedResult: JSON.stringify(indices(count)),
})

const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

const counted = (count: number, singular: string, plural: string): string =>
  `${count} ${count === 1 ? singular : plural}`
