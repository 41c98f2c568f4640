import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { durable } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { exactly } from "./exactly.ts"

interface Bug {
  readonly name: string
  /** Of fast-check's runs, for each of the seeds. */
  readonly foundWithin: number
  /** How many deviations from the plain run it takes. */
  readonly deviations: number
  /** Made anew for each run; it says whether all is well. */
  readonly create: () => {
    readonly handler: ReturnType<typeof withDurableExecution>
    readonly isFine: (result: unknown) => boolean
  }
}

const SEEDS = [1, 2, 3, 4, 5]
const timeout = 60_000

const bugs: readonly Bug[] = [
  {
    name: "a step has an effect twice when it is interrupted after it",
    foundWithin: 100,
    deviations: 1,
    create: () => {
      let charges = 0
      const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
        await context.step("charge", async () => void charges++)
        return charges
      })
      return { handler, isFine: () => charges === 1 }
    },
  },
  {
    name: "a result depends on which branch was the last",
    foundWithin: 100,
    deviations: 1,
    create: () => {
      const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
        let last = ""
        const branch = (name: string) => async (child: DurableContext) => {
          last = await child.step(name, async () => name)
        }
        await context.parallel("both", [branch("left"), branch("right")])
        return last
      })
      return { handler, isFine: (result) => result === "right" }
    },
  },
  {
    name: "a race is won by another one when it is replayed",
    foundWithin: 1_000,
    deviations: 2,
    create: () => {
      const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
        const slow = context.step("slow", async () => "slow")
        const fast = context.step("fast", async () => "fast")
        const winner = await Promise.race([slow, fast])
        await context.step(`celebrate ${winner}`, async () => {})
        await Promise.all([slow, fast])
        return "done"
      })
      return { handler, isFine: (result) => result === "done" }
    },
  },
]

describe.each(bugs)("$name", ({ create, foundWithin, deviations }) => {
  test("is found, and shrunk to the deviations that it takes", { timeout }, async () => {
    for (const seed of SEEDS) {
      const property = fc.asyncProperty(durable.schedule(), async (schedule) => {
        const { handler, isFine } = create()
        const { result } = await new DurableTestRunner(exactly).runSchedule(schedule, handler)
        return isFine(result)
      })
      const { counterexample } = await fc.check(property, { seed, numRuns: foundWithin })
      expect(counterexample?.[0].deviations, `seed ${seed}`).toBe(deviations)
    }
  })
})
