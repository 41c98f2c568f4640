import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import { nthOfShard } from "../../../src/explore/report/shard.ts"
import racingSteps from "../workers/fixtures/racing-steps.ts"
import { localExecutorOf, searchToTheEnd, settingsOf } from "../workers/search-to-the-end.ts"

const settings = settingsOf(racingSteps)

async function searchShards(count: number, merges: boolean): Promise<(readonly RunReport[])[]> {
  const executor = localExecutorOf(racingSteps)
  const shards: (readonly RunReport[])[] = []
  for (let index = 0; index < count; index++) {
    const shard = { index, count }
    shards.push(await searchToTheEnd(executor, settings, { merges, shard }))
  }
  return shards
}

const scheduleOf = ({ chosen }: RunReport): string => chosen.join(" ")

const outcomesOf = (reports: readonly RunReport[]): string[] =>
  [...new Set(reports.map(({ outcome }) => JSON.stringify(outcome?.value)))].toSorted()

test.each([1, 2, 3, 5])(
  "%i shards run every schedule once, and each the plain run",
  async (count) => {
    const [whole = []] = await searchShards(1, false)
    const shards = await searchShards(count, false)
    const [root = ""] = whole.map(scheduleOf)
    const schedules = shards.flatMap((reports) => {
      const [first, ...others] = reports.map(scheduleOf)
      expect(first).toBe(root)
      expect(others.length).toBeGreaterThan(0)
      return others
    })
    expect([root, ...schedules].toSorted()).toEqual(whole.map(scheduleOf).toSorted())
    expect(new Set(schedules).size).toBe(schedules.length)
  },
)

test.each([2, 3, 5])("%i shards that merge find the outcomes of one search", async (count) => {
  const [whole = []] = await searchShards(1, true)
  const shards = await searchShards(count, true)
  expect(outcomesOf(shards.flat())).toEqual(outcomesOf(whole))
  expect(outcomesOf(whole).length).toBeGreaterThan(2)
})

test("plans are dealt out: none twice, none to nobody", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      (count, plans) => {
        const dealt = Array.from({ length: count }, (_shard, index) =>
          Array.from({ length: plans }, (_plan, position) =>
            nthOfShard(position, { index, count }),
          ),
        )
        const numbers = dealt.flat().toSorted((left, right) => left - right)
        expect(numbers).toEqual(Array.from({ length: count * plans }, (_number, index) => index))
        for (const [index, own] of dealt.entries()) {
          expect(own.every((number) => number % count === index)).toBe(true)
        }
      },
    ),
  )
})
