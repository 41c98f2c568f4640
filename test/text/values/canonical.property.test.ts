import * as fc from "fast-check"
import { expect, test } from "vitest"
import { canonical } from "../../../src/text/values/canonical.ts"

const textOf = (value: unknown): string => JSON.stringify(canonical(value))

/** Whatever a test may observe. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
  maxDepth: 3,
})

const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue({ maxDepth: 2 })), {
  selector: ([key]) => key,
  maxLength: 6,
})

/** The same members in two orders. */
const inTwoOrders = entries.chain((given) =>
  fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
)

test("every value has a text, which reads as the same value again", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const text = textOf(value)
      // What is JSON already is not changed any more.
      expect(textOf(JSON.parse(text))).toBe(text)
    }),
  )
})

test("a copy has the same text", () => {
  fc.assert(
    fc.property(fc.clone(anything, 2), ([value, copy]) => {
      expect(textOf(copy)).toBe(textOf(value))
    }),
  )
})

test("the order of keys, of a map's entries and of a set's members makes no difference", () => {
  fc.assert(
    fc.property(inTwoOrders, ([one, other]) => {
      expect(textOf(Object.fromEntries(other))).toBe(textOf(Object.fromEntries(one)))
      expect(textOf(new Map(other))).toBe(textOf(new Map(one)))
      expect(textOf(new Set(other))).toBe(textOf(new Set(one)))
    }),
  )
})

test("values that JSON tells apart are told apart, whatever holds them", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      const isSame = textOf(one) === textOf(other)
      // The same keys in another order.
      if (isSame) expect(one).toEqual(other)
      expect(textOf(new Map([["key", one]])) === textOf(new Map([["key", other]]))).toBe(isSame)
      expect(textOf(new Set([one])) === textOf(new Set([other]))).toBe(isSame)
      expect(textOf([one]) === textOf([other])).toBe(isSame)
    }),
  )
})

test("the order of a list makes a difference", () => {
  expect(textOf(["a", "b"])).not.toBe(textOf(["b", "a"]))
})

test("a view of a buffer is its own bytes alone", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array(), (before, bytes, after) => {
      const within = new Uint8Array([...before, ...bytes, ...after])
      const view = within.subarray(before.length, before.length + bytes.length)
      expect(textOf(view)).toBe(textOf(bytes))
    }),
  )
  // Small buffers share one that belongs to the process.
  expect(textOf(Buffer.from("a"))).toBe(textOf(new Uint8Array([97])))
})

test("what JSON cannot say is said in words", () => {
  const circle: Record<string, unknown> = { name: "circle" }
  circle["self"] = circle
  circle["members"] = new Map([["self", new Set([circle])]])
  const shared = { twice: true }
  expect(
    canonical({
      number: [Number.NaN, Number.POSITIVE_INFINITY, -0, 1.5],
      date: [new Date(0), new Date(Number.NaN)],
      error: new RangeError("too much", { cause: "left out" }),
      bigint: 12n,
      symbol: Symbol("mark"),
      function: expect,
      nothing: [undefined, null],
      absent: undefined,
      url: new URL("https://example.com/path"),
      circle,
      // Twice the same beside each other is no circle.
      shared: [shared, shared],
    }),
  ).toMatchInlineSnapshot(`
    {
      "bigint": "12n",
      "circle": {
        "members": [
          [
            "self",
            [
              "(circular)",
            ],
          ],
        ],
        "name": "circle",
        "self": "(circular)",
      },
      "date": [
        "1970-01-01T00:00:00.000Z",
        "no date",
      ],
      "error": {
        "message": "too much",
        "name": "RangeError",
      },
      "function": "function expect",
      "nothing": [
        null,
        null,
      ],
      "number": [
        "NaN",
        "Infinity",
        -0,
        1.5,
      ],
      "shared": [
        {
          "twice": true,
        },
        {
          "twice": true,
        },
      ],
      "symbol": "Symbol(mark)",
      "url": "https://example.com/path",
    }
  `)
})
