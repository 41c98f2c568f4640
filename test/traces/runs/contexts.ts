import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"

export async function childContext(): Promise<Execution> {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.runInChildContext("outer", async (child) => {
      const inner = await child.step("inner", async () => 20)
      return inner + 1
    }),
  )
  return new DurableTestRunner(exactTimes).run(handler)
}

export async function largeChildResult(): Promise<{
  execution: Execution
  bodies: number
  steps: number
}> {
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
  return { execution, bodies, steps }
}

export async function sequentialBranches(): Promise<Execution> {
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
  return new DurableTestRunner(exactTimes).run(handler)
}
