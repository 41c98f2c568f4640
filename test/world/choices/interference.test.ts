import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { Schedule, type ScheduleSpace } from "durable-test-runner/explore"
import { beforeAll, describe, expect, test } from "vitest"
import { USUAL_FAULTS } from "../../../src/world/events/fault-kind.ts"
import { SeededRandom } from "../../../src/world/clock/seeded-random.ts"
import { type Action, runProgram } from "../../runner/doubles/programs.ts"

const handler = withDurableExecution(runProgram)

const PROGRAM: readonly Action[] = [
  { kind: "draw" },
  {
    kind: "together",
    actions: [
      { kind: "step", sleepMs: 10, failures: 1 },
      { kind: "callback", isAnswered: true },
      {
        kind: "child",
        actions: [
          { kind: "wait", seconds: 7 },
          { kind: "poll", polls: 2 },
        ],
      },
    ],
  },
  { kind: "step", sleepMs: 25, failures: 0 },
]

const everything: ScheduleSpace = {
  early: true,
  slow: true,
  coldStarts: false,
  anywhere: false,
  latencies: false,
  faults: USUAL_FAULTS,
  maxFaults: 8,
  pageSize: undefined,
}

/** Without a schedule: a plain run. */
interface Run {
  readonly seed: number
  readonly schedule: Schedule | undefined
}

function aSchedule(seed: number): Schedule {
  const random = new SeededRandom(`schedule ${seed}`)
  const choices = Array.from({ length: 60 }, () => Math.floor(random.nextFloat() ** 3 * 12))
  return new Schedule(everything, choices)
}

const RUNS: readonly Run[] = Array.from({ length: 30 }, (_, seed) => [
  { seed, schedule: aSchedule(seed) },
  { seed, schedule: undefined },
]).flat()

/** Everything that a run has come to, as bytes. */
async function record({ seed, schedule }: Run): Promise<string> {
  const runner = new DurableTestRunner({ seed })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed(String(Math.random()))
  })
  const { history, status, payload, error } =
    schedule === undefined
      ? await runner.run(handler, PROGRAM)
      : await runner.runSchedule(schedule, handler, PROGRAM)
  return JSON.stringify({ status, payload, error, history })
}

const alone = new Map<Run, string>()

/** What a probe or a world may have patched; every property, down to its descriptor. */
const TARGETS = { globalThis, Date, Math, Promise, JSON, process, crypto, performance }

function takeState(): Map<string, PropertyDescriptor | undefined> {
  const state = new Map<string, PropertyDescriptor | undefined>()
  for (const [name, target] of Object.entries(TARGETS)) {
    for (const key of Reflect.ownKeys(target)) {
      state.set(`${name}.${String(key)}`, Object.getOwnPropertyDescriptor(target, key))
    }
  }
  return state
}

let before: ReturnType<typeof takeState>

beforeAll(async () => {
  // Node defines some globals when they are first used.
  await fetch("data:,")
  before = takeState()
  for (const run of RUNS) alone.set(run, await record(run))
})

test("Scheduled runs differ from each other and from the plain run", () => {
  expect(new Set(alone.values()).size).toBe(RUNS.length)
  const failed = [...alone.values()].filter((bytes) => bytes.includes("Runtime.ExitError"))
  expect(failed.length).toBeGreaterThan(5)
})

describe("A scheduled run beside others has the bytes that it has alone", () => {
  test.concurrent.each(RUNS)("seed $seed, $schedule", async (run) => {
    expect(await record(run)).toBe(alone.get(run))
  })
})

test("All scheduled runs that begin at once, in the opposite order, have the bytes that they have alone", async () => {
  const runs = RUNS.toReversed()
  expect(await Promise.all(runs.map(record))).toEqual(runs.map((run) => alone.get(run)))
})

test("Scheduled runs leave no patched global behind", async () => {
  await new Promise((resolve) => setImmediate(resolve))
  const after = takeState()
  const isSame = (name: string): boolean => {
    const [one, other] = [before.get(name), after.get(name)]
    const keys = ["value", "get", "set"] as const
    return keys.every((key) => Object.is(one?.[key], other?.[key]))
  }
  const names = new Set([...before.keys(), ...after.keys()])
  expect([...names].filter((name) => !isSame(name))).toEqual([])
})
