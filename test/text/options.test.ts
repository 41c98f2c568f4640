import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { duration } from "../../src/text/duration.ts"
import { boolean, fn, listOf, oneOf, text, wholeNumber } from "../../src/text/option-kinds.ts"
import { objectOf, type OptionSpec, readOptions } from "../../src/text/options.ts"
import { DurableTestRunnerError } from "../../src/text/errors.ts"
import { expectError } from "../runner/expect-error.ts"

interface Options {
  readonly count?: number
  readonly id?: string
  readonly isQuiet?: boolean
  readonly after?: object
  readonly mode?: "slow" | "fast"
  readonly names?: readonly string[]
  readonly make?: () => unknown
  readonly inner?: { readonly depth?: number }
}

const SPEC: OptionSpec<Options> = {
  count: wholeNumber(),
  id: text(),
  isQuiet: boolean(),
  after: duration,
  mode: oneOf(["slow", "fast"]),
  names: listOf(text()),
  make: fn(),
  inner: objectOf({ depth: wholeNumber({ least: 1 }) }),
}

const read = (given: unknown): Options => readOptions("call it", given, SPEC)
const refusal = (given: unknown): string =>
  expectError(() => read(given), DurableTestRunnerError).message

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const throwing = (): never => {
  throw new RangeError("no")
}

class Counter {
  readonly total = 0
}

/** As a library makes a promise of its own. */
const thenable = Object.fromEntries([`then`].map((name) => [name, () => {}]))

const circular: Record<string, unknown> = {}
circular["self"] = circular

/** Values that are of no kind at all, some of which throw whatever is done to them. */
const ODDITIES: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a symbol", Symbol("s")],
  ["a bigint", 5n],
  ["NaN", Number.NaN],
  ["minus infinity", Number.NEGATIVE_INFINITY],
  ["a promise", Promise.resolve(1)],
  ["a thenable", thenable],
  ["a Map", new Map()],
  ["a Date", new Date(0)],
  ["an instance of a class", new Counter()],
  ["a revoked proxy", revoked()],
  ["a proxy that throws", new Proxy({}, { ownKeys: throwing, get: throwing, has: throwing })],
  ["an object that throws as text", { toString: throwing, toJSON: throwing }],
  ["an object that contains itself", circular],
]

describe("options of every call", () => {
  test("are left open by undefined, alone and together", () => {
    expect(read(undefined)).toEqual({})
    expect(read({ count: undefined, mode: "fast" })).toEqual({ mode: "fast" })
  })

  test.each<readonly [string, unknown]>([
    ...ODDITIES,
    ["a list", []],
    ["a number", 5],
    ["a text", "x"],
    ["a function", fn],
  ])("are refused as %s", (_name, given) => {
    expect(refusal(given)).toContain("Failed to call it: ")
  })

  test.each(
    ODDITIES.flatMap(([name, value]) => Object.keys(SPEC).map((key) => [key, name, value])),
  )("refuse %s as %s", (key, _name, value) => {
    expect(refusal({ [key as string]: value })).toContain(`Failed to call it: `)
    expect(refusal({ [key as string]: value })).toContain(key)
  })

  test("are a copy, which a getter cannot change later", () => {
    let count = 0
    const given = {
      get count() {
        return count++
      },
    }
    const options = read(given)
    expect([options.count, options.count]).toEqual([0, 0])
  })

  test("may be an object without prototype, or of a class that has some of them", () => {
    class Given {
      get count(): number {
        return 3
      }
    }
    expect(read(Object.assign(Object.create(null) as object, { count: 3 }))).toEqual({ count: 3 })
    expect(read(new Given())).toEqual({ count: 3 })
  })

  test("are refused with the call, the option, the value and what to pass", () => {
    const wrong = [
      { cuont: 1 },
      { i: 1 },
      { [Symbol("count")]: 1 },
      { inner: { dept: 1 } },
      { inner: [] },
      { inner: { depth: 0 } },
      { mode: "fats" },
      { names: ["a", 5] },
      { count: Infinity },
      { isQuiet: "yes" },
      {
        get id() {
          return throwing()
        },
      },
    ]
    expect(wrong.map(refusal)).toMatchInlineSnapshot(`
      [
        "Failed to call it: there is no option "cuont". The options are count, id, isQuiet, after, mode, names, make, inner. Did you mean "count"?",
        "Failed to call it: there is no option "i". The options are count, id, isQuiet, after, mode, names, make, inner.",
        "Failed to call it: there is no option Symbol(count). The options are count, id, isQuiet, after, mode, names, make, inner.",
        "Failed to call it: there is no option "dept" in inner. The options in inner are depth. Did you mean "depth"?",
        "Failed to call it: inner is []. Pass an object. Its members are depth.",
        "Failed to call it: inner.depth is 0. Pass a whole number from 1.",
        "Failed to call it: mode is "fats". Pass "slow" or "fast". Did you mean "fast"?",
        "Failed to call it: names[1] is 5. Pass a text that is not empty.",
        "Failed to call it: count is Infinity. Pass a whole number from 0.",
        "Failed to call it: isQuiet is "yes". Pass true or false.",
        "Failed to call it: reading id throws an error (RangeError: no). Pass a value, not a getter.",
      ]
    `)
  })

  test("keep what a getter has thrown as the cause", () => {
    const given = Object.defineProperty({}, "id", { enumerable: true, get: throwing })
    expect(expectError(() => read(given), InvalidArgumentError).cause).toBeInstanceOf(RangeError)
  })

  test("have no suggestion for a name below three letters", () => {
    expect(refusal({ di: 1 })).not.toContain("Did you mean")
    expect(refusal({ idd: 1 })).not.toContain("Did you mean")
    expect(refusal({ cont: 1 })).toContain('Did you mean "count"?')
  })
})
