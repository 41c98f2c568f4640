import { types } from "node:util"
import { didYouMean } from "./did-you-mean.ts"
import { type OptionKind, wrongValue } from "./options.ts"
import { isThenable } from "./values/show-value.ts"
import { InvalidArgumentError } from "./invalid-argument-error.ts"

/** A value that passes a test. */
export function passing<T>(isOne: (value: unknown) => value is T, advice: string): OptionKind<T> {
  return (value, place) => {
    if (isOne(value)) return value
    throw wrongValue(place, value, isThenable(value) ? `${advice} Is an await missing?` : advice)
  }
}

/** Anything at all, such as the input of a handler: somebody else looks at it. */
export function anything(): OptionKind<unknown> {
  return (value) => value
}

export function boolean(): OptionKind<boolean> {
  return passing((value) => typeof value === "boolean", "Pass true or false.")
}

interface NumberBounds {
  readonly least?: number
  readonly most?: number
  /** Whether `Infinity` is a value. Default false. */
  readonly orInfinity?: boolean
  readonly advice?: string
}

/** 0, 1, 2 and so on, from `least` (default 0). */
export function wholeNumber({
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
  orInfinity = false,
  advice = `Pass a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}.`,
}: NumberBounds = {}): OptionKind<number> {
  const isOne = (value: unknown): value is number =>
    (orInfinity && value === Infinity) ||
    (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
  return passing(isOne, advice)
}

/** A number from `least` (default 0), whole or not. */
export function nonNegative({
  most = Number.MAX_VALUE,
  orInfinity = false,
  advice = `Pass a non-negative number${most === Number.MAX_VALUE ? "" : ` up to ${most}`}.`,
}: Omit<NumberBounds, "least"> = {}): OptionKind<number> {
  const isOne = (value: unknown): value is number =>
    typeof value === "number" &&
    ((orInfinity && value === Infinity) || (value >= 0 && value <= most))
  return passing(isOne, advice)
}

/** A number above 0. */
export function positive(advice: string): OptionKind<number> {
  return passing((value): value is number => typeof value === "number" && value > 0, advice)
}

/** A text, by default one that is not empty. */
export function text(
  pattern: RegExp = /[^]/u,
  advice = "Pass a text that is not empty.",
): OptionKind<string> {
  return passing(
    (value): value is string => typeof value === "string" && pattern.test(value),
    advice,
  )
}

export function oneOf<const T extends string>(members: readonly T[], note = ""): OptionKind<T> {
  const names = members.map((member) => JSON.stringify(member))
  const list = names.length <= 2 ? names.join(" or ") : `one of ${names.join(", ")}`
  return (value, place) => {
    const member = members.find((each) => each === value)
    if (member !== undefined) return member
    const hint = typeof value === "string" ? didYouMean(value, members) : ""
    throw wrongValue(place, value, `Pass ${list}${note}.${hint}`)
  }
}

// eslint-disable-next-line typescript/no-explicit-any
type AnyFunction = (...args: any[]) => unknown

/** A function that can be called without `new`. */
export function fn<T extends AnyFunction>(advice = "Pass a function."): OptionKind<T> {
  return passing((value): value is T => typeof value === "function", advice)
}

/** A function whose answer is needed at once, so that one that is `async` is a mistake. */
export function syncFn<T extends AnyFunction>(advice = "Pass a function."): OptionKind<T> {
  const kind = fn<T>(advice)
  return (value, place) => {
    const given = kind(value, place)
    if (!types.isAsyncFunction(given)) return given
    throw new InvalidArgumentError(
      place.call,
      `${place.path} is an async function, whose promise nobody awaits`,
      "Pass a function that returns its result at once.",
    )
  }
}

/** A list, read into one of our own. */
export function listOf<T>(kind: OptionKind<T>, advice = "Pass a list."): OptionKind<readonly T[]> {
  return (value, place) => {
    if (!isList(value)) throw wrongValue(place, value, advice)
    return Array.from(value, (member, index) =>
      kind(member, { call: place.call, path: `${place.path}[${index}]` }),
    )
  }
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** Either kind; the second has the last word. */
export function either<A, B>(
  isFirst: (value: unknown) => value is A,
  other: OptionKind<B>,
): OptionKind<A | B> {
  return (value, place) => (isFirst(value) ? value : other(value, place))
}

/** A name, or a pattern for one. */
export function nameOrPattern(advice: string): OptionKind<string | RegExp> {
  return passing(
    (value): value is string | RegExp =>
      (typeof value === "string" && value !== "") || types.isRegExp(value),
    advice,
  )
}
