import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { compareEvents, type WorldEvent } from "../../../src/world/events/events.ts"
import { USUAL_FAULTS, isFaultKind } from "../../../src/world/events/fault-kind.ts"
import type { Choice } from "../../../src/world/events/choice.ts"
import type { ChoiceSpaceOptions } from "../../../src/world/choices/choice-space.ts"
import { exactTimes } from "../../support/exact-times.ts"
import {
  aConcurrentProgram,
  aSequentialProgram,
  runProgram,
} from "../../runner/doubles/programs.ts"
import { type ChosenRun, runByChoice } from "./run-by-choice.ts"

const handler = withDurableExecution(runProgram)
const createHandler = (): DurableLambdaHandler => withDurableExecution(runProgram)

const everything: ChoiceSpaceOptions = {
  early: true,
  slow: true,
  coldStarts: true,
  anywhere: false,
  latencies: false,
  faults: USUAL_FAULTS,
  maxFaults: Infinity,
}

function createRunner(seed: number): DurableTestRunner {
  // A reply that takes time would let a body that nobody holds be recorded with its start.
  const runner = new DurableTestRunner({ ...exactTimes, seed, allowUnusedScripts: true })
  return runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
}

const bytesOf = ({ history, status, payload }: Execution): string =>
  JSON.stringify({ history, status, payload })

async function run(seed: number, rest: Omit<ChosenRun, "handler">): Promise<string> {
  const runner = createRunner(seed)
  return bytesOf((await runByChoice({ handler, runner, ...rest })).execution)
}

test("whoever always chooses 0 has the history of a run without any freedom", async () => {
  await fc.assert(
    fc.asyncProperty(aConcurrentProgram, fc.nat(1_000), async (input, seed) => {
      const expected = await run(seed, { input })
      expect(await run(seed, { input, space: everything, createHandler })).toBe(expected)
    }),
    { numRuns: 100 },
  )
}, 60_000)

test("The history of a sequential program under choice 0 equals that of a plain run", async () => {
  const withoutDraws = aSequentialProgram.map((program) =>
    program.filter(({ kind }) => kind !== "draw" && kind !== "child"),
  )
  await fc.assert(
    fc.asyncProperty(withoutDraws, fc.nat(1_000), async (input, seed) => {
      const expected = bytesOf(await createRunner(seed).run(handler, input))
      expect(await run(seed, { input, space: everything })).toBe(expected)
    }),
    { numRuns: 100 },
  )
}, 60_000)

/** What is enabled, what takes longer, what comes early, cold starts, faults: in this order. */
function groupOf({ kind, at }: Choice, now: number): number {
  if (isFaultKind(kind)) return 4
  if (kind === "cold-start") return 3
  if (kind === "postpone") return 1
  return at > now && kind !== "time" ? 2 : 0
}

test("what is enabled comes first and in its order, what is a matter of freedom behind it", async () => {
  const seen = new Set<number>()
  const check = (options: readonly Choice[], now: number): void => {
    const groups = options.map((option) => groupOf(option, now))
    for (const group of groups) seen.add(group)
    expect(groups[0]).toBe(0)
    expect(groups).toEqual(groups.toSorted((one, other) => one - other))
    const enabled = options.filter((_option, index) => groups[index] === 0)
    if (enabled[0]?.kind === "time") expect(enabled).toHaveLength(1)
    else expect(enabled).toEqual((enabled as WorldEvent[]).toSorted(compareEvents))
  }
  const numbers = fc.array(fc.nat(20), { minLength: 20, maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(aConcurrentProgram, numbers, async (input, chosen) => {
      let position = 0
      await runByChoice({
        handler,
        createHandler,
        input,
        runner: createRunner(0),
        space: { ...everything, maxFaults: 20 },
        see: (options, world) => check(options, world.clock.now),
        chooser: { choose: (options) => (chosen[position++] ?? 0) % options.length },
      })
    }),
    { numRuns: 50 },
  )
  expect(seen).toEqual(new Set([0, 1, 2, 3, 4]))
}, 60_000)
