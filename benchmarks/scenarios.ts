import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

/** One durable handler and the result a correct run of it has; all contestants run the same ones. */
export interface Scenario {
  readonly name: string
  readonly handler: DurableLambdaHandler
  readonly expectedResult: number | string
  /** The number of invocations the service makes; more than one means that the handler suspends. */
  readonly invocations: number
  /** The callback the test has to answer, if the handler waits for one. */
  readonly callback?: { readonly name: string; readonly value: string; readonly count: number }
  /** One run takes seconds: the vendor's runner, which needs minutes, is left out. */
  readonly isLarge?: true
}

const steps = (count: number): Scenario => ({
  name: count === 1 ? "1 step" : `${count.toLocaleString("en")} steps`,
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    let sum = 0
    for (let index = 0; index < count; index++) {
      sum += await context.step(`step-${index}`, async () => index)
    }
    return sum
  }),
  expectedResult: sumBelow(count),
  invocations: 1,
})

const waits = (count: number): Scenario => ({
  name: `${count.toLocaleString("en")} waits`,
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    for (let index = 0; index < count; index++) await context.wait(`wait-${index}`, { seconds: 1 })
    return count
  }),
  expectedResult: count,
  invocations: count + 1,
})

const callback = (): Scenario => ({
  name: "callback",
  handler: withDurableExecution((_event: unknown, context: DurableContext) =>
    context.waitForCallback("approve", async () => {}, { timeout: { hours: 24 } }),
  ),
  expectedResult: "approved",
  invocations: 2,
  callback: { name: "approve", value: "approved", count: 1 },
})

const mapOfCallbacks = (count: number): Scenario => ({
  name: `map of ${count.toLocaleString("en")} callbacks`,
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const items = Array.from({ length: count }, (_, index) => index)
    const batch = await context.map("items", items, async (child) => {
      const [approved] = await child.createCallback("approve", { timeout: { hours: 24 } })
      return approved
    })
    return batch.getResults().length
  }),
  expectedResult: count,
  invocations: 2,
  callback: { name: "approve", value: "approved", count },
})

const map = (count: number): Scenario => ({
  name: `map of ${count.toLocaleString("en")}`,
  handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const items = Array.from({ length: count }, (_, index) => index)
    const batch = await context.map("items", items, (child, item) =>
      child.step("work", async () => item),
    )
    return batch.getResults().reduce((sum, item) => sum + item, 0)
  }),
  expectedResult: sumBelow(count),
  invocations: 1,
})

function large(scenario: Scenario): Scenario {
  return { ...scenario, isLarge: true }
}

const sumBelow = (count: number): number => (count * (count - 1)) / 2

export const scenarios: readonly Scenario[] = [
  steps(1),
  steps(10),
  steps(100),
  steps(1_000),
  waits(10),
  waits(100),
  callback(),
  map(100),
  map(1_000),
  large(steps(3_000)),
  large(waits(1_000)),
  large(mapOfCallbacks(1_000)),
]

export const scenarioNamed = (name: string): Scenario => {
  const scenario = scenarios.find((candidate) => candidate.name === name)
  if (scenario === undefined) {
    const names = scenarios.map((candidate) => `"${candidate.name}"`).join(", ")
    throw new Error(`No scenario is named "${name}". There are: ${names}.`)
  }
  return scenario
}
