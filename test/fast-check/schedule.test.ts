import { Schedule } from "durable-test-runner/explore"
import { durable } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { compareChoices } from "../../src/schedule/shrink/choice-order.ts"
import { smallerChoices } from "../../src/schedule/shrink/smaller-choices.ts"
import { FAULT_KINDS, USUAL_FAULTS } from "../../src/world/events/fault-kind.ts"
import { evaluate } from "./evaluate.ts"

const someConstraints = fc.record(
  {
    faults: fc.subarray([...FAULT_KINDS]),
    maxFaults: fc.nat({ max: 40 }),
    maxLength: fc.nat({ max: 60 }),
    early: fc.boolean(),
    slow: fc.boolean(),
    coldStarts: fc.boolean(),
    pageSize: fc.nat({ max: 50 }),
  },
  { requiredKeys: [] },
)

const anySchedule = someConstraints.chain((constraints) => durable.schedule(constraints))

/** Ten thousand of them, always the same. */
const sample = fc.sample(durable.schedule(), { numRuns: 10_000, seed: 1 })

describe("the text of a schedule", () => {
  test("is read as the schedule that it was printed for", () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        expect(Schedule.parse(String(schedule))).toEqual(schedule)
      }),
    )
  })

  test("stands in the code that fast-check prints, which makes an equal schedule", () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const code = fc.stringify(schedule)
        expect(code).toBe(`Schedule.parse("${String(schedule)}")`)
        expect(evaluate(code)).toEqual(schedule)
      }),
    )
  })

  test("is short: 95 of 100 fit into 90 characters as code", () => {
    const short = sample.filter((schedule) => fc.stringify(schedule).length <= 90)
    expect(short.length / sample.length).toBeGreaterThan(0.95)
  })
})

describe("what is generated", () => {
  test("stays within the constraints", () => {
    fc.assert(
      fc.property(
        someConstraints.chain((given) => fc.tuple(fc.constant(given), durable.schedule(given))),
        ([constraints, { space, choices }]) => {
          const { maxLength = 40, ...rest } = constraints
          const defaults = { early: true, slow: true, coldStarts: false, maxFaults: 2 }
          const faults = constraints.faults === undefined ? [...USUAL_FAULTS] : [...FAULT_KINDS]
          expect(choices.length).toBeLessThanOrEqual(maxLength)
          expect(space).toEqual({
            faults,
            anywhere: false,
            latencies: false,
            ...defaults,
            pageSize: undefined,
            ...rest,
          })
        },
      ),
    )
  })

  test("is near the plain run: four of five choices are its own", () => {
    const raw = sample.flatMap(({ choices }) => choices.slice(0, -1))
    const plain = raw.filter((choice) => choice === 0).length / raw.length
    // The last choice of a schedule is never the plain one, and is left out above.
    expect(plain).toBeGreaterThan(0.78)
    expect(plain).toBeLessThan(0.82)
    expect(raw.filter((choice) => choice > 15)).toEqual([])
  })

  test("is refused for constraints that mean nothing", () => {
    expect(() =>
      durable.schedule({ fault: ["crash"] } as never),
    ).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.schedule: there is no option "fault". The options are faults, maxFaults, maxLength, early, slow, coldStarts, pageSize. Did you mean "faults"?]`,
    )
    expect(() =>
      durable.schedule({ faults: ["crush"] } as never),
    ).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.schedule: faults[0] is "crush". Pass one of "crash", "crash-after-persist", "timeout", "timeout-after-persist", "throttle", "service-error", "lost-reply", "stale-token", "zombie", "no-token", "late-reply", "body-failure", "stop", "wake", "early-answer", "shared-container". Did you mean "crash"?]`,
    )
    expect(() => durable.schedule({ maxLength: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.schedule: maxLength is -1. Pass a whole number from 0.]`,
    )
    expect(() => durable.schedule({ maxFaults: 0.5 })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.schedule: maxFaults is 0.5. Pass a whole number from 0.]`,
    )
    expect(() => durable.schedule({ pageSize: Infinity })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.schedule: pageSize is Infinity. Pass a whole number from 0.]`,
    )
  })
})

describe("shrinking", () => {
  const someChoices = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 20 })), { maxLength: 30 })

  test("goes to smaller choices only, and to none twice, so that it ends", () => {
    fc.assert(
      fc.property(someChoices, (given) => {
        const candidates = [...smallerChoices(given)]
        for (const candidate of candidates) expect(compareChoices(candidate, given)).toBeLessThan(0)
        expect(new Set(candidates.map(String)).size).toBe(candidates.length)
      }),
    )
  })

  test("offers what lacks one deviation, lacks one choice, or has one lowered by one", () => {
    fc.assert(
      fc.property(someChoices, fc.nat(), (given, pick) => {
        fc.pre(given.some((choice) => choice > 0))
        const candidates = [...smallerChoices(given)]
        const deviations = given.flatMap((choice, index) => (choice === 0 ? [] : [index]))
        const index = deviations[pick % deviations.length] ?? 0
        const choice = given[index] ?? 0
        for (const smaller of [
          given.with(index, 0),
          given.with(index, choice - 1),
          given.toSpliced(index, 1),
        ]) {
          expect(candidates.some((candidate) => compareChoices(candidate, smaller) === 0)).toBe(
            true,
          )
        }
      }),
    )
  })

  test.each([65, 1_000, 2 ** 31, Number.MAX_SAFE_INTEGER])(
    "has few candidates for the choice %s, which no run offers",
    (choice) => {
      const candidates = [...smallerChoices([0, choice])]
      expect(candidates.length).toBeLessThan(500)
      expect(candidates).toContainEqual([0, 1])
      expect(candidates).toContainEqual([0, choice - 1])
    },
  )

  test("has an order: fewer deviations, then shorter, then smaller", () => {
    const ordered = [[], [1], [2], [0, 1], [0, 0, 9], [1, 1], [1, 2], [2, 1], [0, 1, 1], [1, 1, 1]]
    expect(ordered.toReversed().toSorted(compareChoices)).toEqual(ordered)
    expect(compareChoices([0, 3, 0, 0], [0, 3])).toBe(0)
  })

  test("comes to the smallest failure of its kind, from what was generated", () => {
    const property = fc.property(
      durable.schedule(),
      ({ choices: [first = 0, , third = 0, ...others] }) =>
        first < 3 || (third < 2 && !others.some((choice) => choice > 4)),
    )
    const { counterexample } = fc.check(property, { seed: 7, numRuns: 1_000 })
    expect(counterexample?.[0].choices).toEqual([3, 0, 2])
  })

  test("starts from an example too, one of other constraints or of a replay", () => {
    const space = {
      early: true,
      slow: true,
      coldStarts: true,
      anywhere: false,
      latencies: false,
      maxFaults: 1,
      pageSize: 2,
    }
    const known = { counts: [0, 0, 7, 2, 0, 9], fingerprint: 51 }
    const choices = [0, 0, 5, 1, 0, 3]
    const example = new Schedule({ ...space, faults: ["crash"] }, choices, known)
    const property = fc.property(
      durable.schedule({ faults: [] }),
      (schedule) => !schedule.choices.some((choice) => choice > 2),
    )
    const details = fc.check(property, { examples: [[example]], numRuns: 1 })
    expect(details.numShrinks).toBeGreaterThan(0)
    const [smallest] = details.counterexample ?? []
    expect(smallest?.choices).toEqual([3])
    // What may be chosen stays that of the example; how many options there were is not known any more.
    expect(smallest?.space).toEqual(example.space)
    expect(smallest?.counts).toBeUndefined()
    expect(smallest?.fingerprint).toBeUndefined()
  })
})
