import { InvalidArgumentError } from "durable-test-runner/errors"
import { Schedule, type ScheduleSpace } from "durable-test-runner/explore"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hashText } from "../../src/text/values/hash-text.ts"
import { FAULT_KINDS } from "../../src/world/events/fault-kind.ts"
import { expectError } from "../runner/expect-error.ts"

const space: ScheduleSpace = {
  early: true,
  slow: false,
  coldStarts: false,
  anywhere: false,
  latencies: false,
  faults: ["crash", "lost-reply"],
  maxFaults: 2,
  pageSize: undefined,
}

const aSpace: fc.Arbitrary<ScheduleSpace> = fc.record({
  early: fc.boolean(),
  slow: fc.boolean(),
  coldStarts: fc.boolean(),
  anywhere: fc.boolean(),
  latencies: fc.boolean(),
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
      aSpace,
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
        expect(parsed.space).toEqual(free)
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
      aSpace,
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
    new Schedule(space, choices, known).toString()
  expect(text([])).toMatchInlineSnapshot(`"d2.e-fcl-m2.an2"`)
  expect(text([0, 0, 0])).toBe(text([]))
  expect(text([0, 0, 0, 2, 0, 40])).toMatchInlineSnapshot(`"d2.e-fcl-m2.0x3.2.0.14.b0q"`)
  const known = { counts: [1, 2, 3, 5, 2, 41], fingerprint: 123_456_789 }
  expect(text([0, 0, 0, 2, 0, 40], known)).toMatchInlineSnapshot(
    `"d2.e-fcl-m2.0x3.2-5.0.14-15~21i3v9.spl"`,
  )
  const everything = { ...space, faults: FAULT_KINDS, maxFaults: Infinity, pageSize: 25 }
  expect(new Schedule(everything, [1]).toString()).toMatchInlineSnapshot(
    `"d2.e-fcCtThelsznrbxwao-pp.1.nki"`,
  )
})

test("a budget whose number looks like a page size is not taken for one", () => {
  const schedule = new Schedule({ ...space, maxFaults: 25, pageSize: 15 }, [])
  expect(Schedule.parse(schedule.toString()).space).toMatchObject({ maxFaults: 25, pageSize: 15 })
})

test("white space around it does not matter", () => {
  const schedule = new Schedule(space, [1, 0, 2])
  expect(Schedule.parse(`  ${schedule.toString()}\n`).choices).toEqual([1, 0, 2])
})

describe("what is no schedule", () => {
  const messageOf = (text: string): string =>
    expectError(() => Schedule.parse(text), InvalidArgumentError).message
  const text = new Schedule(space, [0, 0, 0, 2, 0, 40], { fingerprint: 99 }).toString()

  test("A text that is no schedule is refused", () => {
    expect(messageOf("checkout")).toMatchInlineSnapshot(
      `"Failed to read a schedule: "checkout" is none. Pass the text that was printed: "d2.…"."`,
    )
    expect(messageOf("")).toMatchInlineSnapshot(
      `"Failed to read a schedule: "" is none. Pass the text that was printed: "d2.…"."`,
    )
  })

  test.each(["d0", "d3", "d10"])("one of the unknown version %s", (version) => {
    expect(messageOf(text.replace("d2", version))).toContain(
      `is of format ${version}, and this version of durable-test-runner reads d1 and d2. ` +
        "Use the version that printed it.",
    )
  })

  test.each([
    ["esq-fc", 'has the switch "q", which this version'],
    ["es-fcQ", 'has the fault "Q", which this version'],
    ["es-f9", 'has the fault "9", which this version'],
    ["es-q5", 'has the section "q", which this version'],
    ["es-fc-fz", "has a section twice"],
    ["es-m1-m2", "has a section twice"],
  ])("one that may choose from %s, as a newer version could print it", (code, problem) => {
    expect(messageOf(withChecksum(`d2.${code}.1`))).toContain(problem)
  })

  test.each(["d1.zzz", "d1.35s", "d1.zzzzzzzz-f2.1"])("the first version with %s", (body) => {
    expect(messageOf(withChecksum(body))).toContain("no version of durable-test-runner has printed")
  })

  test.each(["d2.es.0xzzzzzzz", "d1.3.0xzzzzz.1", "d2.es.0xlfls.1"])(
    "%s, a choice too many",
    (body) => {
      expect(messageOf(withChecksum(body))).toContain("has more than 1000000 choices")
    },
  )

  test("one that was cut", () => {
    expect(messageOf(text.slice(0, -1))).toMatchInlineSnapshot(
      `"Failed to read a schedule: "d2.e-fcl-m2.0x3.2.0.14~2r.yx" is none. Pass the text that was printed: "d2.…"."`,
    )
    expect(messageOf(text.slice(0, -4))).toMatchInlineSnapshot(
      `"Failed to read a schedule: "d2.e-fcl-m2.0x3.2.0.14~2r" is none. Pass the text that was printed: "d2.…"."`,
    )
  })

  test("A schedule with a changed choice is refused", () => {
    expect(messageOf(text.replace(".2.", ".3."))).toMatchInlineSnapshot(
      `"Failed to read a schedule: "d2.e-fcl-m2.0x3.3.0.14~2r.yx4" has a wrong checksum. Was it cut, or typed by hand? Copy it whole."`,
    )
  })

  test.each([
    "d1.3v.00.abc",
    "d1.3v.-5.abc",
    "d1.3v.2-.abc",
    "d1..abc",
    "d1.abc",
    "d1.3v-x2.abc",
    "d2.es.00.abc",
    "d2.es-.abc",
    "d2.es-f.abc",
    "d2.E.abc",
    "d2.es-fc_.abc",
    "d2.es.2-.abc",
    "d2.abc",
  ])("%s", (wrong) => {
    expect(messageOf(wrong)).toContain("is none")
  })

  test.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53])("the choice %s", (choice) => {
    const make = (): Schedule => new Schedule(space, [0, choice])
    const error = expectError(make, InvalidArgumentError)
    expect(error.message).toBe(
      `Failed to make a schedule: choice 2 is ${choice}. Choices are natural numbers: 0, 1, 2 and so on.`,
    )
  })
})

describe("a schedule that version 0.1.0 has printed", () => {
  const everyFault = [
    "crash",
    "crash-after-persist",
    "timeout",
    "timeout-after-persist",
    "throttle",
    "service-error",
    "lost-reply",
    "stale-token",
    "zombie",
  ]
  const noTimeouts = everyFault.filter((kind) => !kind.startsWith("timeout"))
  const plain = {
    early: true,
    slow: true,
    coldStarts: false,
    anywhere: false,
    latencies: false,
    faults: [],
    pageSize: undefined,
  }

  test.each([
    ["d1.3-f0.1-5~on28am.txg", { ...plain, maxFaults: 0 }, [1]],
    ["d1.3-f0~1ieoxjy.503", { ...plain, maxFaults: 0 }, []],
    [
      "d1.r.0x4.1-2.0x3.2-6.0.2-4~qq9kg7.oxh",
      { ...plain, faults: ["crash", "crash-after-persist"], maxFaults: Infinity },
      [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 2],
    ],
    [
      "d1.32z-f1.1-9.0x3.3-8~1j7lbsf.02a",
      { ...plain, faults: noTimeouts, maxFaults: 1 },
      [1, 0, 0, 0, 3],
    ],
    ["d1.35n-f2.0.1-9~1o9p4xm.rwi", { ...plain, faults: everyFault, maxFaults: 2 }, [0, 1]],
    [
      "d1.35l-pp.1.dty",
      { ...plain, slow: false, faults: everyFault, maxFaults: Infinity, pageSize: 25 },
      [1],
    ],
    [
      "d1.eh-f2.0x3.2-5.0.14-15~21i3v9.j2v",
      { ...plain, slow: false, faults: ["crash", "lost-reply"], maxFaults: 2 },
      [0, 0, 0, 2, 0, 40],
    ],
  ])("is read: %s", (text, expected, choices) => {
    const schedule = Schedule.parse(text)
    expect(schedule.space).toEqual(expected)
    expect(schedule.choices).toEqual(choices)
    // It was made of labels, which are no part of the format any more.
    expect(schedule.fingerprint).toBeUndefined()
    const again = Schedule.parse(String(schedule))
    expect(String(schedule)).toMatch(/^d2\./u)
    expect(again).toEqual(schedule)
  })

  test("keeps how many options there were", () => {
    const { counts } = Schedule.parse("d1.r.0x4.1-2.0x3.2-6.0.2-4~qq9kg7.oxh")
    expect([counts?.[4], counts?.[8], counts?.[10]]).toEqual([2, 6, 4])
  })

  test.each([
    "d1.3-f0.1-5~on28am.txh",
    "d1.3-f0.2-5~on28am.txg",
    "d1.3-f1.1-5~on28am.txg",
    "d1.2-f0.1-5~on28am.txg",
  ])("is refused if it was changed: %s", (text) => {
    const error = expectError(() => Schedule.parse(text), InvalidArgumentError)
    expect(error.message).toContain("has a wrong checksum. Was it cut, or typed by hand?")
  })
})

test("each fault has a code of its own, whichever others may strike", () => {
  const codeOf = (faults: ScheduleSpace["faults"]): string =>
    /-f(\w+)/u.exec(String(new Schedule({ ...space, faults }, [])))?.[1] ?? ""
  const codes = FAULT_KINDS.map((kind) => codeOf([kind]))
  expect(codes.join(" ")).toMatchInlineSnapshot(`"c C t T h e l s z n r b x w a o"`)
  expect(new Set(codes).size).toBe(FAULT_KINDS.length)
  expect(codeOf(FAULT_KINDS.toReversed())).toBe(codes.join(""))
})

/** As `Schedule` would print it, also where it never does. */
function withChecksum(body: string): string {
  return `${body}.${(hashText(body) % 36 ** 3).toString(36).padStart(3, "0")}`
}

test("A schedule says which other random numbers its run draws", () => {
  const drawing = { ...space, draw: 37 }
  const text = String(new Schedule(drawing, [1]))
  expect(text).toContain("-d11.")
  expect(Schedule.parse(text).space).toEqual(drawing)
  expect(Schedule.parse(String(new Schedule(space, [1]))).space).toEqual(space)
})
