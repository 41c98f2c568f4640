import { InvalidArgumentError } from "durable-test-runner/errors"
import { Schedule, type ScheduleFreedom } from "durable-test-runner/explore"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { FAULT_KINDS } from "../../src/world/events/fault-kind.ts"
import { expectError } from "../runner/expect-error.ts"

const freedom: ScheduleFreedom = {
  early: true,
  slow: false,
  coldStarts: false,
  faults: ["crash", "lost-reply"],
  maxFaults: 2,
  pageSize: undefined,
}

const aFreedom: fc.Arbitrary<ScheduleFreedom> = fc.record({
  early: fc.boolean(),
  slow: fc.boolean(),
  coldStarts: fc.boolean(),
  faults: fc.subarray([...FAULT_KINDS]),
  maxFaults: fc.oneof(fc.nat(40_000), fc.constant(Infinity)),
  pageSize: fc.option(fc.integer({ min: 1, max: 40_000 }), { nil: undefined }),
})

const aChoice = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat(9) },
  { weight: 1, arbitrary: fc.maxSafeNat() },
)

/** Choices with how many options there were, as a run has them. */
const someDecisions = fc.array(
  aChoice.chain((choice) =>
    fc.nat(50).map((more) => ({ choice, count: Math.min(choice, 2 ** 52) + 1 + more })),
  ),
  { maxLength: 60 },
)

test("A schedule that is printed and read is the same schedule", () => {
  fc.assert(
    fc.property(
      aFreedom,
      someDecisions,
      fc.boolean(),
      fc.option(fc.nat(0xffff_ffff), { nil: undefined }),
      (free, decisions, isCounted, fingerprint) => {
        const schedule = new Schedule(
          free,
          decisions.map(({ choice }) => choice),
          {
            ...(isCounted && { counts: decisions.map(({ count }) => count) }),
            ...(fingerprint !== undefined && { fingerprint }),
          },
        )
        const parsed = Schedule.parse(schedule.toString())
        expect(parsed.freedom).toEqual(free)
        expect(parsed.choices).toEqual(schedule.choices)
        expect(parsed.deviations).toBe(schedule.deviations)
        expect(parsed.fingerprint).toBe(fingerprint)
        expect(parsed.toString()).toBe(schedule.toString())
        schedule.choices.forEach((choice, index) => {
          // How many there were is known where something else than the plain run was chosen.
          if (choice > 0) expect(parsed.counts?.[index]).toBe(schedule.counts?.[index])
        })
      },
    ),
    { numRuns: 1_000 },
  )
})

test("A wrong character is noticed in all but one of tens of thousands of texts", () => {
  let unnoticed = 0
  fc.assert(
    fc.property(
      aFreedom,
      someDecisions,
      fc.nat(),
      fc.nat(35).map((digit) => digit.toString(36)),
      (free, decisions, position, letter) => {
        const text = new Schedule(
          free,
          decisions.map(({ choice }) => choice),
        ).toString()
        const at = position % text.length
        fc.pre(text[at] !== letter)
        const wrong = text.slice(0, at) + letter + text.slice(at + 1)
        try {
          Schedule.parse(wrong)
          unnoticed++
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidArgumentError)
        }
      },
    ),
    { numRuns: 1_000, seed: 1 },
  )
  expect(unnoticed).toBe(0)
})

test("A printed schedule is short and reads from left to right", () => {
  const text = (choices: number[], known?: ConstructorParameters<typeof Schedule>[2]): string =>
    new Schedule(freedom, choices, known).toString()
  expect(text([])).toMatchInlineSnapshot(`"d1.eh-f2.81c"`)
  expect(text([0, 0, 0])).toBe(text([]))
  expect(text([0, 0, 0, 2, 0, 40])).toMatchInlineSnapshot(`"d1.eh-f2.0x3.2.0.14.saw"`)
  const known = { counts: [1, 2, 3, 5, 2, 41], fingerprint: 123_456_789 }
  expect(text([0, 0, 0, 2, 0, 40], known)).toMatchInlineSnapshot(
    `"d1.eh-f2.0x3.2-5.0.14-15~21i3v9.j2v"`,
  )
  const everything = { ...freedom, faults: FAULT_KINDS, maxFaults: Infinity, pageSize: 25 }
  expect(new Schedule(everything, [1]).toString()).toMatchInlineSnapshot(`"d1.35l-pp.1.dty"`)
})

test("a budget whose number looks like a page size is not taken for one", () => {
  const schedule = new Schedule({ ...freedom, maxFaults: 25, pageSize: 15 }, [])
  expect(Schedule.parse(schedule.toString()).freedom).toMatchObject({ maxFaults: 25, pageSize: 15 })
})

test("white space around it does not matter", () => {
  const schedule = new Schedule(freedom, [1, 0, 2])
  expect(Schedule.parse(`  ${schedule.toString()}\n`).choices).toEqual([1, 0, 2])
})

describe("what is no schedule", () => {
  const messageOf = (text: string): string =>
    expectError(() => Schedule.parse(text), InvalidArgumentError).message
  const text = new Schedule(freedom, [0, 0, 0, 2, 0, 40], { fingerprint: 99 }).toString()

  test("A text that is no schedule is refused", () => {
    expect(messageOf("checkout")).toMatchInlineSnapshot(
      `"Failed to read a schedule: "checkout" is none. Pass the text that was printed: "d1.…"."`,
    )
    expect(messageOf("")).toMatchInlineSnapshot(
      `"Failed to read a schedule: "" is none. Pass the text that was printed: "d1.…"."`,
    )
  })

  test("A schedule of an unknown version is refused", () => {
    expect(messageOf(text.replace("d1", "d2"))).toMatchInlineSnapshot(
      `"Failed to read a schedule: "d2.eh-f2.0x3.2.0.14~2r.vt2" is none. Pass the text that was printed: "d1.…"."`,
    )
  })

  test("A schedule that was cut is refused", () => {
    expect(messageOf(text.slice(0, -1))).toMatchInlineSnapshot(
      `"Failed to read a schedule: "d1.eh-f2.0x3.2.0.14~2r.vt" is none. Pass the text that was printed: "d1.…"."`,
    )
    expect(messageOf(text.slice(0, -4))).toMatchInlineSnapshot(
      `"Failed to read a schedule: "d1.eh-f2.0x3.2.0.14~2r" is none. Pass the text that was printed: "d1.…"."`,
    )
  })

  test("A schedule with a changed choice is refused", () => {
    expect(messageOf(text.replace(".2.", ".3."))).toMatchInlineSnapshot(
      `"Failed to read a schedule: the checksum of "d1.eh-f2.0x3.3.0.14~2r.vt2" is wrong. Was it cut, or typed by hand? Copy it whole."`,
    )
  })

  test.each(["d1.3v.00.abc", "d1.3v.-5.abc", "d1.3v.2-.abc", "d1..abc", "d1.abc", "d1.3v-x2.abc"])(
    "%s",
    (wrong) => {
      expect(messageOf(wrong)).toContain("is none")
    },
  )

  test.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53])("the choice %s", (choice) => {
    const make = (): Schedule => new Schedule(freedom, [0, choice])
    const error = expectError(make, InvalidArgumentError)
    expect(error.message).toBe(
      `Failed to make a schedule: choice 2 is ${choice}. Choices are natural numbers: 0, 1, 2 and so on.`,
    )
  })
})
