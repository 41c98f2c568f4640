import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  type CriticalPair,
  findCriticalPair,
  type PairEvaluation,
} from "../../../src/schedule/shrink/critical-pair.ts"
import { exchange } from "../../../src/schedule/shrink/exchange.ts"
import { failsInOrder, happen, happenInOrder, type Queue, queues } from "./queues.ts"

const ENOUGH = 1_000

function labelsOf(queue: Queue, choices: readonly number[]): string[] {
  return happen(queue, choices).map(({ key }) => key)
}

describe("the choices of two happenings are exchanged", () => {
  test("so that those that waited at once change places, and no other does", () => {
    const letters = ["A", "B", "C", "D", "E", "F"]
    const arbitrary = fc.tuple(fc.array(fc.nat(), { maxLength: 6 }), fc.nat(4), fc.nat(4))
    fc.assert(
      fc.property(arbitrary, ([numbers, left, gap]) => {
        const choices = letters.map((_, index) => (numbers[index] ?? 0) % (letters.length - index))
        const right = Math.min(left + gap + 1, letters.length - 1)
        const queue = { waiting: letters, enables: {} }
        const before = labelsOf(queue, choices)
        const after = labelsOf(queue, exchange(choices, left, right))
        expect(after).toEqual(before.with(left, before[right]!).with(right, before[left]!))
      }),
    )
  })

  test.for([
    { choices: [1, 0], first: 0, second: 1, exchanged: [0, 0] },
    { choices: [2, 0], first: 0, second: 1, exchanged: [0, 1] },
    { choices: [0, 0], first: 0, second: 1, exchanged: [1, 0] },
    { choices: [1, 0, 0], first: 0, second: 2, exchanged: [2, 0, 0] },
    { choices: [3, 1, 0, 1], first: 2, second: 3, exchanged: [3, 1, 2, 0] },
  ])("$choices: $first and $second", ({ choices, first, second, exchanged }) => {
    expect(exchange(choices, first, second)).toEqual(exchanged)
  })
})

/** What is printed of it: the pair by key. */
function describePair(queue: Queue, choices: readonly number[], pair?: CriticalPair): string {
  if (pair === undefined) return "none"
  const labels = labelsOf(queue, choices)
  const relation = pair.isExact ? "swap" : "are the other way round"
  return `${labels[pair.first]} (${pair.first}) and ${labels[pair.second]} (${pair.second}) ${relation}`
}

describe("the pair is", () => {
  const flat: Queue = { waiting: ["A", "B", "C", "D"], enables: {} }
  const chained: Queue = { waiting: ["A", "B"], enables: { B: ["reply"] } }

  test.for([
    { bug: "B before A", queue: flat, choices: [1], pair: "B (0) and A (1) swap" },
    { bug: "D before C", queue: flat, choices: [0, 0, 1], pair: "D (2) and C (3) swap" },
    { bug: "A before B", queue: flat, choices: [], pair: "A (0) and B (1) swap" },
    { bug: "A before D", queue: flat, choices: [], pair: "A (0) and D (3) swap" },
    // B has to happen for its reply to, and so A has to wait for both.
    { bug: "reply before A", queue: chained, choices: [1, 1], pair: "reply (1) and A (2) swap" },
  ])("of $bug by $choices", async ({ bug, queue, choices, pair }) => {
    const [early = "", late = ""] = bug.split(" before ")
    const found = await findCriticalPair(choices, failsInOrder(queue, early, late), ENOUGH)
    expect(describePair(queue, choices, found)).toBe(pair)
  })

  test("two that are apart, with the same between them", async () => {
    // Whatever settles, the request is answered in between.
    const queue: Queue = {
      waiting: ["request", "slow", "fast"],
      enables: { slow: ["s"], fast: ["f"] },
    }
    const evaluate = async (choices: readonly number[]): Promise<PairEvaluation> => {
      const happenings = happen(queue, choices)
      const order = happenings.map(({ key }) => key).join(" ")
      return {
        passes: order.startsWith("slow request fast"),
        happenings,
      }
    }
    const choices = [2]
    const found = await findCriticalPair(choices, evaluate, ENOUGH)
    expect(describePair(queue, choices, found)).toBe("fast (0) and slow (2) swap")
  })

  test("only an order, where something else comes between", async () => {
    const queue: Queue = { waiting: ["A", "B", "C"], enables: { A: ["a"], B: ["b"] } }
    const evaluate = async (choices: readonly number[]): Promise<PairEvaluation> => {
      const happenings = happen(queue, choices)
      return { passes: happenings.map(({ key }) => key).join("") === "BAbaC", happenings }
    }
    const choices = [1]
    expect(labelsOf(queue, choices).join("")).toBe("BACba")
    const found = await findCriticalPair(choices, evaluate, ENOUGH)
    expect(describePair(queue, choices, found)).toBe("C (2) and b (3) are the other way round")
  })

  test("none where a crash alone is enough", async () => {
    const queue: Queue = { ...flat, hasCrash: true }
    const evaluate = async (choices: readonly number[]): Promise<PairEvaluation> => {
      const happenings = happen(queue, choices)
      return { passes: happenings.every(({ isFault }) => !isFault), happenings }
    }
    expect(await findCriticalPair([0, 3], evaluate, ENOUGH)).toBeUndefined()
  })

  test.for([
    { struck: "START ship", pair: { first: 0, second: 1, isExact: false } },
    { struck: "START charge", pair: undefined },
  ])("none where a crash elsewhere strikes something else: $struck", async (expected) => {
    const evaluate = async (choices: readonly number[]): Promise<PairEvaluation> => {
      const passes = choices[0] === 1
      const labels = passes ? ["reply", "settle", "later", "crash"] : ["settle", "reply", "crash"]
      const happenings = labels.map((key, index) => ({
        key,
        choice: choices[index] ?? 0,
        isFault: key === "crash",
        struck: key === "crash" && passes ? expected.struck : "START ship",
      }))
      return { passes, happenings }
    }
    const found = await findCriticalPair([], evaluate, ENOUGH)
    expect(found && { first: found.first, second: found.second, isExact: found.isExact }).toEqual(
      expected.pair,
    )
  })

  test.for([
    { crash: "gone", passing: ["reply", "settle", "later"], pair: undefined },
    {
      crash: "elsewhere",
      passing: ["reply", "settle", "later", "crash"],
      pair: { first: 0, second: 1, isExact: false },
    },
    {
      crash: "the same",
      passing: ["reply", "settle", "crash"],
      pair: { first: 0, second: 1, isExact: true },
    },
  ])("exact only if the crash that follows is the same: it is $crash", async (expected) => {
    const evaluate = async (choices: readonly number[]): Promise<PairEvaluation> => {
      const passes = choices[0] === 1
      const labels = passes ? expected.passing : ["settle", "reply", "crash"]
      const happenings = labels.map((key, index) => ({
        key,
        choice: choices[index] ?? 0,
        isFault: key === "crash",
      }))
      return { passes, happenings }
    }
    const pair = await findCriticalPair([0, 0, 1], evaluate, ENOUGH)
    if (expected.pair === undefined) expect(pair).toBeUndefined()
    else expect(pair).toMatchObject(expected.pair)
  })

  test("none in a run that passes, and none without a run", async () => {
    const evaluate = failsInOrder(flat, "B", "A")
    expect(await findCriticalPair([], evaluate, ENOUGH)).toBeUndefined()
    expect(await findCriticalPair([1], evaluate, 0)).toBeUndefined()
    expect(await findCriticalPair([1], evaluate, 1)).toBeUndefined()
  })
})

test.for([
  { chosen: "nothing", isChosen: () => false },
  { chosen: "one in ten thousand", isChosen: (position: number) => position % 10_000 === 9_999 },
])(
  "A run of 20,000 happenings is looked through at once: $chosen is chosen",
  async ({ isChosen }) => {
    const keys = Array.from({ length: 20_000 }, (_, position) => `happening ${position}`)
    const happenings = keys.map((key, position) => {
      return { key, choice: isChosen(position) ? 0 : undefined, isFault: position === 12_000 }
    })
    let runs = 0
    const evaluate = async (): Promise<PairEvaluation> => (runs++, { passes: false, happenings })
    expect(await findCriticalPair([], evaluate, 20)).toBeUndefined()
    expect(runs).toBe(isChosen(9_999) ? 20 : 1)
  },
)

describe("The critical pair of a random bug", () => {
  const bugs = fc.tuple(queues, fc.array(fc.nat({ max: 5 }), { maxLength: 8 }), fc.nat(), fc.nat())

  test("fails in one order, passes in the other, and has equal events before it", async () => {
    await fc.assert(
      fc.asyncProperty(bugs, fc.integer({ min: 2, max: 60 }), async (bug, maxRuns) => {
        const [queue, choices, ...order] = bug
        const [early, late] = order.map((each) => queue.waiting[each % queue.waiting.length]!)
        const evaluate = failsInOrder(queue, early!, late!)
        let runs = 0
        const pair = await findCriticalPair(choices, (each) => (runs++, evaluate(each)), maxRuns)
        expect(runs).toBeLessThanOrEqual(maxRuns)
        if (pair === undefined) return
        const { first, second, isExact } = pair
        const failing = labelsOf(queue, choices)
        const passing = labelsOf(queue, pair.choices)
        expect((await evaluate(pair.choices)).passes).toBe(true)
        expect(first).toBeLessThan(second)
        expect(passing.slice(0, first)).toEqual(failing.slice(0, first))
        expect(passing[first]).toBe(failing[second])
        expect(passing.indexOf(failing[first]!, first)).toBeGreaterThan(first)
        const swapped = failing.with(first, failing[second]!).with(second, failing[first]!)
        const upTo = second + 1
        const isSwapped = passing.slice(0, upTo).join() === swapped.slice(0, upTo).join()
        expect(isExact).toBe(isSwapped)
      }),
      { numRuns: 300 },
    )
  })

  test("exists for every bug without crashes", async () => {
    await fc.assert(
      fc.asyncProperty(bugs, async ([crashing, choices, ...order]) => {
        const queue = { ...crashing, hasCrash: false }
        const [early, late] = order.map((each) => queue.waiting[each % queue.waiting.length]!)
        const evaluate = failsInOrder(queue, early!, late!)
        const { passes } = await evaluate(choices)
        const pair = await findCriticalPair(choices, evaluate, ENOUGH)
        expect(pair === undefined).toBe(passes)
      }),
      { numRuns: 300 },
    )
  })
})

describe("A pair is one only if the run passes with all that comes later held (B7)", () => {
  type Order = readonly (readonly [string, string])[]

  /** Fails if any of the orders occurs. */
  const judging = (
    queue: Queue,
    orders: Order,
  ): {
    readonly evaluate: (choices: readonly number[]) => Promise<PairEvaluation>
    readonly evaluateOrder: (order: PairEvaluation["happenings"]) => Promise<PairEvaluation>
  } => {
    const judge = (happenings: PairEvaluation["happenings"]): PairEvaluation => {
      const keys = happenings.map(({ key }) => key)
      const isOrdered = ([early, late]: Order[number]): boolean =>
        keys.includes(early) && keys.indexOf(early) < keys.indexOf(late)
      return { passes: !orders.some(isOrdered), happenings }
    }
    return {
      evaluate: async (choices) => judge(happen(queue, choices)),
      evaluateOrder: async (order) => judge(happenInOrder(queue, order)),
    }
  }

  test.for<{ waiting: string[]; orders: Order; choices: number[]; moved: string; held: string }>([
    // As A enables a, the numbers of all that comes later mean something else once A comes first.
    {
      waiting: ["A", "B", "C"],
      orders: [
        ["B", "A"],
        ["C", "a"],
      ],
      choices: [1],
      moved: "BACa",
      held: "ABCa",
    },
    {
      waiting: ["A", "B", "C", "D"],
      orders: [
        ["B", "A"],
        ["C", "a"],
      ],
      choices: [1, 1],
      moved: "BCADa",
      held: "ACBDa",
    },
    {
      waiting: ["A", "B", "C", "D"],
      orders: [
        ["C", "A"],
        ["D", "a"],
      ],
      choices: [2],
      moved: "CABDa",
      held: "ACBDa",
    },
    {
      waiting: ["A", "B", "C", "D"],
      orders: [
        ["B", "a"],
        ["a", "D"],
      ],
      choices: [0, 1],
      moved: "ACBDa",
      held: "ABCDa",
    },
  ])("$orders in $moved", async ({ waiting, orders, choices, moved, held }) => {
    const queue: Queue = { waiting, enables: { A: ["a"] } }
    const { evaluate, evaluateOrder } = judging(queue, orders)
    expect(labelsOf(queue, choices).join("")).toBe(moved)
    // A run passes in which two have changed places, and others too.
    expect(await findCriticalPair(choices, evaluate, ENOUGH)).toBeDefined()
    const order = held.split("").map((key) => ({ key, choice: 0, isFault: false }))
    expect(await evaluateOrder(order)).toMatchObject({ passes: false })
    expect(
      await findCriticalPair(choices, evaluate, ENOUGH, () => false, evaluateOrder),
    ).toBeUndefined()
  })

  test("whatever the queue and the orders that fail", async () => {
    const letters = fc.constantFrom("A", "B", "C", "D", "a", "b", "c")
    const orders = fc.array(fc.tuple(letters, letters), { minLength: 1, maxLength: 3 })
    const choices = fc.array(fc.nat(4), { maxLength: 5 })
    let pairs = 0
    await fc.assert(
      fc.asyncProperty(queues, orders, choices, async (queue, failing, numbers) => {
        const { evaluate, evaluateOrder } = judging(queue, failing)
        const pair = await findCriticalPair(numbers, evaluate, 60, () => false, evaluateOrder)
        if (pair?.isExact !== true) return
        pairs++
        const before = happen(queue, numbers)
        const [first, second] = [before[pair.first]!, before[pair.second]!]
        const swapped = before.with(pair.first, second).with(pair.second, first)
        expect(await evaluateOrder(swapped)).toMatchObject({ passes: true })
      }),
      { seed: 7, numRuns: 300 },
    )
    expect(pairs).toBeGreaterThan(20)
  })
})
