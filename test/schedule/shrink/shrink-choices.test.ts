import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  compareChoices,
  deviationsOf,
  withoutTrailingZeros,
} from "../../../src/schedule/shrink/choice-order.ts"
import { shrinkChoices, type ShrunkChoices } from "../../../src/schedule/shrink/shrink-choices.ts"
import { failing, type Planted, PLANTED } from "./evaluators.ts"

type Choices = readonly number[]

async function shrink(
  { run }: Planted,
  start: Choices,
  maxRuns = 10_000,
): Promise<ShrunkChoices & { readonly tried: readonly Choices[] }> {
  const tried: Choices[] = []
  const evaluate = async (choices: Choices) => {
    tried.push(choices)
    return run(choices)
  }
  return { ...(await shrinkChoices(start, { evaluate, maxRuns })), tried }
}

function plantedBy(name: string): Planted {
  return PLANTED.find((planted) => planted.name === name)!
}

/** Everything that one small step leads to. */
function neighbours(choices: Choices): Choices[] {
  return choices.flatMap((choice, position) => [
    choices.slice(0, position),
    choices.toSpliced(position, 1),
    choices.with(position, 0),
    ...Array.from({ length: choice }, (_, lower) => choices.with(position, lower)),
    ...(position === 0
      ? []
      : [choices.with(position, choices[position - 1]!).with(position - 1, choice)]),
  ])
}

describe("the order of schedules", () => {
  const schedules = fc.array(fc.nat({ max: 3 }), { maxLength: 6 })

  test("is total, and equal are those that differ in zeros at the end", () => {
    fc.assert(
      fc.property(schedules, schedules, schedules, (a, b, c) => {
        expect(Math.sign(compareChoices(a, b))).toBe(0 - Math.sign(compareChoices(b, a)))
        if (compareChoices(a, b) <= 0 && compareChoices(b, c) <= 0) {
          expect(compareChoices(a, c)).toBeLessThanOrEqual(0)
        }
        const areSame = withoutTrailingZeros(a).join() === withoutTrailingZeros(b).join()
        expect(compareChoices(a, b) === 0).toBe(areSame)
      }),
    )
  })

  test("is by deviations, then length, then the first choice that differs", () => {
    const sorted = [[1, 1], [0, 2], [1, 0, 0], [2], [0, 0, 1], [], [0, 1]].toSorted(compareChoices)
    expect(sorted.map((choices) => choices.join("."))).toEqual([
      "",
      "1.0.0",
      "2",
      "0.1",
      "0.2",
      "0.0.1",
      "1.1",
    ])
  })
})

describe("whatever the bug is, a shrunk schedule", () => {
  test("shows it, and is not larger than before", async () => {
    await fc.assert(
      fc.asyncProperty(failing, async ({ planted, start }) => {
        const { choices } = await shrink(planted, start)
        expect(planted.run(choices).isSame).toBe(true)
        expect(withoutTrailingZeros(planted.run(choices).chosen)).toEqual(choices)
        expect(compareChoices(choices, start)).toBeLessThanOrEqual(0)
      }),
    )
  })

  test("is one that no small step makes simpler, if it says so", async () => {
    await fc.assert(
      fc.asyncProperty(failing, fc.nat({ max: 200 }), async ({ planted, start }, maxRuns) => {
        const { choices, isMinimal } = await shrink(planted, start, maxRuns)
        if (!isMinimal) return
        for (const neighbour of neighbours(choices)) {
          const { isSame, chosen } = planted.run(neighbour)
          const isSimpler = compareChoices(neighbour, choices) < 0
          expect(isSimpler && isSame && compareChoices(chosen, choices) < 0).toBe(false)
        }
      }),
    )
  })

  test("is minimal when there are runs enough", async () => {
    await fc.assert(
      fc.asyncProperty(failing, async ({ planted, start }) => {
        expect((await shrink(planted, start)).isMinimal).toBe(true)
      }),
    )
  })

  test("takes as many runs as it may, none of them twice, and says how many", async () => {
    await fc.assert(
      fc.asyncProperty(failing, fc.nat({ max: 60 }), async ({ planted, start }, maxRuns) => {
        const { runs, tried, isMinimal } = await shrink(planted, start, maxRuns)
        expect(runs).toBe(tried.length)
        expect(runs).toBeLessThanOrEqual(maxRuns)
        expect(isMinimal || runs === maxRuns).toBe(true)
        expect(new Set(tried.map((choices) => choices.join())).size).toBe(runs)
      }),
    )
  })

  test("is the same each time", async () => {
    await fc.assert(
      fc.asyncProperty(failing, async ({ planted, start }) => {
        expect(await shrink(planted, start)).toEqual(await shrink(planted, start))
      }),
    )
  })

  test("is the same when it is shrunk again", async () => {
    await fc.assert(
      fc.asyncProperty(failing, async ({ planted, start }) => {
        const { choices } = await shrink(planted, start)
        const again = await shrink(planted, choices)
        expect(again).toMatchObject({ choices, isMinimal: true })
      }),
    )
  })
})

describe("what is left of", () => {
  test.for([
    { bug: "2 after 1", start: [0, 3, 1, 0, 0, 4, 1, 2, 0, 2, 6], left: [1, 2] },
    { bug: "three deviations within five", start: [1, 0, 4, 0, 0, 5, 0, 2, 6], left: [1, 1, 1] },
    { bug: "few options", start: [1, 1, 1, 1, 1, 1, 1, 1], left: [0, 3, 2] },
    { bug: "tenth decision", start: [1, 0, 2, 0, 3, 1, 1], left: [1, 1, 1] },
  ])("$bug", async ({ bug, start, left }) => {
    const planted = plantedBy(bug)
    const { chosen, isSame } = planted.run(start)
    expect(isSame).toBe(true)
    const { choices, isMinimal } = await shrink(planted, chosen)
    expect({ choices, isMinimal }).toEqual({ choices: left, isMinimal: true })
  })

  test("a schedule that fails without a deviation is nothing", async () => {
    const always: Planted = { name: "always", run: (chosen) => ({ isSame: true, chosen }) }
    const { choices, runs } = await shrink(always, [3, 0, 1, 2])
    expect({ choices, deviations: deviationsOf(choices), runs }).toEqual({
      choices: [],
      deviations: [],
      runs: 2,
    })
  })

  test("the plain run is the plain run, without a run", async () => {
    const { choices, runs, isMinimal } = await shrink(plantedBy("2 after 1"), [0, 0])
    expect({ choices, runs, isMinimal }).toEqual({ choices: [], runs: 0, isMinimal: true })
  })

  test("what may not be run is what it was, without zeros at the end", async () => {
    const { choices, runs, isMinimal } = await shrink(plantedBy("2 after 1"), [1, 2, 0], 0)
    expect({ choices, runs, isMinimal }).toEqual({ choices: [1, 2], runs: 0, isMinimal: false })
  })
})

test("what a run throws is not taken for an answer", async () => {
  const evaluate = async (): Promise<never> => {
    throw new Error("out of memory")
  }
  await expect(shrinkChoices([1], { evaluate, maxRuns: 5 })).rejects.toThrow("out of memory")
})
