import assert from "node:assert/strict"
import { setTimeout as sleep } from "node:timers/promises"
import pLimit from "p-limit"
import { durable, HOUR } from "./shared.mjs"

export const handler = durable(async (context) => {
  const inStep = await context.step("in a step", async () => {
    const limit = pLimit(2)
    const begun = Date.now()
    const tasks = [1, 2, 3, 4].map((each) =>
      limit(async () => {
        await sleep(HOUR / 12)
        return each
      }),
    )
    const values = await Promise.all(tasks)
    return { values, passed: Date.now() - begun }
  })
  const limit = pLimit(2)
  const names = ["a", "b", "c", "d"]
  const steps = await Promise.all(
    names.map((name) => limit(() => context.step(name, async () => name.toUpperCase()))),
  )
  return { inStep, steps }
})

export function expected({ inStep, steps }) {
  assert.deepEqual(inStep, { values: [1, 2, 3, 4], passed: HOUR / 6 })
  assert.deepEqual(steps, ["A", "B", "C", "D"])
}
