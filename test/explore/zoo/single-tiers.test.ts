import type { Tier } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { exploreBug } from "./explore-bug.ts"
import { bugs } from "./zoo.ts"

const LONG_MS = 300_000

/** What one strategy finds by itself in 800 schedules, either all that it finds or all that it misses. */
const strategies: readonly {
  readonly tier: Tier
  readonly why: string
  readonly finds?: readonly string[]
  readonly misses?: readonly string[]
}[] = [
  {
    tier: "orders",
    why: "there are no faults: what takes a crash is out of reach",
    finds: [
      "order of settling taken for the order of finishing",
      "wait used as a lock",
      "lost update between parallel branches",
      "step that nobody awaits",
      "heartbeat too slow, job submitted again",
      "payment that comes before the invoice is marked as open",
      "order cancelled at the time-out, payment taken",
      "stragglers of a batch that completes early",
    ],
  },
  {
    tier: "always-replay",
    why: "it crashes where something has been recorded, never while a body has only had its effect",
    finds: [
      "budget shared between parallel branches",
      "I/O that a step begins and does not await",
      "step that nobody awaits",
      "branch on what a database says outside of a step",
      "token mailed before it is persisted",
      "compensation skipped after a crash",
      "cleanup in finally that is not a step",
      "list filled by the branches of a map",
      "failures of a batch that nobody looks at",
      "error swallowed in a parallel branch",
      "accumulator outside of steps",
      "flag set in a step",
      "session opened by whoever needs it first",
    ],
  },
  {
    tier: "sweep",
    why: "one fault, and but for that the oldest or the newest first: nothing is slow or early",
    misses: [
      "wait raced against an approval",
      "first of two callbacks decides",
      "wait used as a lock",
      "heartbeat too slow, job submitted again",
      "payment that comes before the invoice is marked as open",
      "order cancelled at the time-out, payment taken",
      "stragglers of a batch that completes early",
    ],
  },
  {
    tier: "systematic",
    why:
      "a crash ends the container, so nothing is kept in a warm one; the lost update takes four " +
      "deviations, and there are too many schedules with three",
    misses: [
      "lost update between parallel branches",
      "dedupe set in module memory",
      "step skipped because module memory has its result",
    ],
  },
  {
    tier: "random",
    why: "it has everything, and chance",
    misses: [],
  },
]

describe("A tier alone finds the bugs within its reach", () => {
  const names = bugs.map(({ name }) => name)

  test.each(strategies)(
    "$tier: $why",
    { timeout: LONG_MS },
    async ({ tier, finds, misses = [] }) => {
      const found: string[] = []
      for (const entry of bugs) {
        const options = { maxSchedules: 800, tiers: [tier], maxShrinkRuns: 0 }
        const { failure } = await exploreBug(entry, entry.broken(), options)
        if (failure !== undefined) found.push(entry.name)
      }
      const expected = finds ?? names.filter((name) => !misses.includes(name))
      expect(found.toSorted()).toEqual(expected.toSorted())
    },
  )
})
