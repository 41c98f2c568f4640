import { DurableTestRunner } from "durable-test-runner"
import type { FaultKind, Verdict } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import type { BugZooEntry } from "../zoo/bug.ts"
import { exploreBug, suiteDefaults } from "../zoo/explore-bug.ts"
import { workflows } from "./workflows.ts"

const LONG_MS = 120_000

/** Of the long run of the tests: `npm run test:fuzz`. */
const factor = Number(process.env["FUZZ_FACTOR"] ?? 1)

/** What a second of a machine at rest suffices for: a test that counts is the same on any machine. */
const ENOUGH = { maxSchedules: 1_000 }

/** Without a bug the search goes on to its end. */
const ENOUGH_TO_PASS = { maxSchedules: 400 * factor }

const CRASHES: readonly FaultKind[] = ["crash", "crash-after-persist"]

/** How much there is to decide in the plain run, crashes included. */
async function decisionsOf(entry: BugZooEntry): Promise<{ decisions: number; end: unknown }> {
  const { handler, input, prepare, observe } = entry.broken()
  const runner = new DurableTestRunner(suiteDefaults)
  prepare(runner)
  let decisions = 0
  const chooser = {
    choose: () => {
      decisions++
      return 0
    },
  }
  const faults = { faults: CRASHES, maxFaults: Infinity }
  const space = {
    early: true,
    slow: true,
    coldStarts: false,
    pageSize: undefined,
    anywhere: false,
    latencies: false,
    ...faults,
  }
  const plan = { space, createChooser: () => chooser }
  const { result } = await runner.runSchedule(plan, handler, input)
  return { decisions, end: { result, observed: observe() } }
}

/** Each is looked for once, whichever test asks first. */
const verdicts = new Map<BugZooEntry, Promise<{ verdict: Verdict; cpuMs: number }>>()

async function verdictOf(entry: BugZooEntry): Promise<{ verdict: Verdict; cpuMs: number }> {
  const making = verdicts.get(entry) ?? explored(entry)
  verdicts.set(entry, making)
  return making
}

async function explored(entry: BugZooEntry): Promise<{ verdict: Verdict; cpuMs: number }> {
  const before = process.cpuUsage()
  const verdict = await exploreBug(entry, entry.broken(), ENOUGH)
  const { user, system } = process.cpuUsage(before)
  return { verdict, cpuMs: (user + system) / 1_000 }
}

test("There are fifteen workflows", () => {
  expect(new Set(workflows.map(({ name }) => name)).size).toBe(15)
})

describe("A workflow", () => {
  test.each(workflows)("has 20 to 80 decisions in its plain run: $name", async (entry) => {
    const { decisions, end } = await decisionsOf(entry)
    expect(end).toEqual(entry.plain)
    expect(decisions).toBeGreaterThanOrEqual(20)
    expect(decisions).toBeLessThanOrEqual(80)
  })

  test.each(workflows)(
    "has a bug that the default tiers find, within its allowance: $name",
    { timeout: LONG_MS },
    async (entry) => {
      const { failure, message } = (await verdictOf(entry)).verdict
      expect(failure, message).toBeDefined()
      expect(failure?.violation.invariant).toBe(entry.invariant)
      expect(failure?.foundAt).toBeLessThanOrEqual(entry.maxSchedules)
    },
  )

  test.each(workflows)(
    "has a failing verdict within five seconds of the processor, shrinking included (F11): $name",
    { timeout: LONG_MS },
    async (entry) => {
      const { cpuMs } = await verdictOf(entry)
      expect(cpuMs).toBeLessThan(5_000)
    },
  )

  test.each(workflows)(
    "passes once its bug is corrected: $name",
    { timeout: LONG_MS },
    async (entry) => {
      const { passed, message } = await exploreBug(entry, entry.corrected(), ENOUGH_TO_PASS)
      expect(passed, message).toBe(true)
    },
  )
})
