import { readFileSync } from "node:fs"
import { Ajv } from "ajv"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { readScenario } from "../../src/scenario/read-scenario.ts"
import { parseDuration } from "../../src/text/duration-text.ts"

const schema = JSON.parse(
  readFileSync(new URL("../../schema/scenario.schema.json", import.meta.url), "utf8"),
) as object
const fits = new Ajv({ strict: false }).compile(schema)

/** Something of the right kind, or of a wrong one. */
const perhaps = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { arbitrary: value, weight: 12 },
    { arbitrary: fc.constantFrom(null, true, 0, -1, 1.5, "x", "", [], {}, ["a"]), weight: 1 },
  )

/** Some members of the right kind, sometimes with one that is unknown. */
const members = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.record(
        Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, perhaps(value)])),
        { requiredKeys: [] },
      ),
      fc.integer({ min: 0, max: 15 }),
    )
    .map(([record, luck]) => (luck === 0 ? { ...record, other: 1 } : record))

/** One of the first members, sometimes none or two, and some of the others. */
const choice = (
  kinds: Record<string, fc.Arbitrary<unknown>>,
  options: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      arbitrary: fc
        .constantFrom(...Object.keys(kinds))
        .chain((kind) =>
          fc
            .tuple(perhaps(kinds[kind]!), members(options))
            .map(([value, others]) => ({ [kind]: value, ...(others as object) })),
        ),
      weight: 8,
    },
    { arbitrary: members({ ...kinds, ...options }), weight: 2 },
  )

const count = fc.integer({ min: 1, max: 9 })
const duration = fc.oneof(
  fc.constantFrom(
    "5h",
    "1h 30m",
    "2 days",
    "90s",
    "1.5 Hours",
    "250ms",
    "10min",
    "5x",
    "h",
    "1h30",
  ),
  members({ days: count, hours: count, milliseconds: count }),
)
const error = fc.oneof(
  fc.string(),
  members({ ErrorType: fc.string(), ErrorMessage: fc.string() }),
  members({ name: fc.string(), message: fc.string() }),
)
const heartbeat = fc.oneof(fc.constant(null), members({ every: fc.constant("10m"), times: count }))
const callback = fc.oneof(
  fc.constantFrom("succeed", "fail", "heartbeat", "timeout", "success"),
  choice(
    { succeed: fc.jsonValue(), fail: error, heartbeat, timeout: fc.constant(true) },
    {
      after: duration,
      when: fc.constantFrom("created", "submitted"),
      occurrence: count,
      expectRefused: fc.boolean(),
    },
  ),
)
const step = choice(
  {
    return: fc.jsonValue(),
    throw: error,
    delay: duration,
    interrupt: fc.constantFrom("before", "after"),
  },
  { occurrence: count, attempts: fc.array(count), times: count },
)
const functionAction = choice(
  { return: fc.jsonValue(), throw: error },
  { aliases: fc.array(fc.string({ minLength: 1 })) },
)
const name = fc.constantFrom("approve", "order-1/approve", "/^app/", "a b")
const listOf = (action: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(action, fc.array(action, { maxLength: 3 }))
const scenario = members({
  description: fc.string(),
  input: fc.jsonValue(),
  callbacks: fc.dictionary(name, listOf(callback), { maxKeys: 2 }),
  steps: fc.dictionary(name, listOf(step), { maxKeys: 2 }),
  functions: fc.dictionary(name, functionAction, { maxKeys: 2 }),
  expect: members({
    status: fc.constantFrom("SUCCEEDED", "FAILED", "RUNNING"),
    result: fc.jsonValue(),
    error: fc.oneof(fc.string(), members({ ErrorType: fc.string() })),
    duration,
  }),
})

test("the schema and the reader accept the same scenarios", () => {
  let accepted = 0
  let refused = 0
  fc.assert(
    fc.property(scenario, (given) => {
      let complaint = ""
      try {
        readScenario(given as object)
        accepted++
      } catch (thrown) {
        complaint = (thrown as Error).message
        refused++
      }
      expect(fits(given), complaint).toBe(complaint === "")
    }),
    { numRuns: 3_000, seed: 7 },
  )
  expect(Math.min(accepted, refused)).toBeGreaterThan(300)
})

test.for([
  ["5h", { hours: 5 }],
  ["1h 30m", { hours: 1, minutes: 30 }],
  ["1h30m", { hours: 1, minutes: 30 }],
  ["2 days", { days: 2 }],
  ["1.5 Hours", { hours: 1.5 }],
  ["250ms", { milliseconds: 250 }],
  ["10min 5sec", { minutes: 10, seconds: 5 }],
  ["1h 1h", { hours: 2 }],
  ["5", undefined],
  ["h", undefined],
  ["", undefined],
  ["5h later", undefined],
  ["-5h", undefined],
  ["5hm", undefined],
] as const)("the duration %j is read as %j", ([text, expected]) => {
  expect(parseDuration(text)).toEqual(expected)
})
