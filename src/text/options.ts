import { didYouMean } from "./did-you-mean.ts"
import { InvalidArgumentError } from "./invalid-argument-error.ts"
import { isPlainObject, isThenable, showValue } from "./values/show-value.ts"

/*
 * The one check of what a test passes. An options object has a specification, which says of each option
 * what kind of value it takes; a kind is a function that returns the value, or throws.
 *
 *   const SPEC: OptionSpec<RunOptions> = { name: text() }
 *   const { name } = readOptions("call run", given, SPEC)
 *
 * An object is read once, into a copy. A getter that throws, or changes its mind, can do no harm later.
 */

/** Where a value was given: by which call, under which name. */
export interface Place {
  /** What the user has called, such as `call run`; it follows "Failed to". */
  readonly call: string
  /** The name of the option or the parameter, such as `service.limits`; empty for the options. */
  readonly path: string
}

/** @throws {InvalidArgumentError} for a value that is not of this kind. */
export type OptionKind<T> = (value: unknown, place: Place) => T

/** What kind of value each option takes. */
export type OptionSpec<T> = { readonly [K in keyof T]-?: OptionKind<Exclude<T[K], undefined>> }

/**
 * Checks the options of a call and returns a copy of them, without those that are undefined. Options
 * that are undefined altogether are all left open; `null` is a mistake.
 *
 * @param required the options that may not be left out.
 * @throws {InvalidArgumentError} that names the call, the option, what was given and what to pass.
 */
export function readOptions<T extends object>(
  call: string,
  given: unknown,
  spec: OptionSpec<T>,
  required: readonly (keyof T & string)[] = [],
): T {
  return readObject({ call, path: "" }, given === undefined ? {} : given, spec, required)
}

/** An option that has options of its own. */
export function objectOf<T extends object>(
  spec: OptionSpec<T>,
  required: readonly (keyof T & string)[] = [],
): OptionKind<T> {
  return (value, place) => readObject(place, value, spec, required)
}

/** Checks one parameter. @param name what the message calls it, such as `the step's name`. */
export function readArgument<T>(
  call: string,
  name: string,
  value: unknown,
  kind: OptionKind<T>,
): T {
  return kind(value, { call, path: name })
}

/** The error for a value that is not what its place takes. */
export function wrongValue(
  { call, path }: Place,
  value: unknown,
  advice: string,
): InvalidArgumentError {
  const subject = path === "" ? "its options are" : `${path} is`
  return new InvalidArgumentError(call, `${subject} ${showValue(value)}`, advice)
}

function readObject<T extends object>(
  place: Place,
  given: unknown,
  spec: OptionSpec<T>,
  required: readonly string[],
): T {
  const known = Object.keys(spec)
  const object = toReadable(place, given, known)
  refuseUnknown(place, object, known)
  const read: Record<string, unknown> = {}
  for (const name of known) {
    const at = { call: place.call, path: pathOf(place, name) }
    const value = readMember(at, object, name)
    if (value === undefined && !required.includes(name)) continue
    read[name] = (spec[name as keyof T] as OptionKind<unknown>)(value, at)
  }
  return read as T
}

/** Options are an object literal, or an object of a class that has some of them. */
function toReadable(place: Place, given: unknown, known: readonly string[]): object {
  if (typeof given !== "object" || given === null) throw noOptions(place, given, known)
  const isUsable = attempt(place, given, () => {
    if (Array.isArray(given) || isThenable(given)) return false
    return isPlainObject(given) || known.some((name) => name in given)
  })
  if (!isUsable) throw noOptions(place, given, known)
  return given
}

function noOptions(place: Place, given: unknown, known: readonly string[]): InvalidArgumentError {
  const hint = isThenable(given) ? " Is an await missing?" : ""
  const example = known.length === 0 ? "" : ` Its members are ${known.join(", ")}.`
  return wrongValue(place, given, `Pass an object.${example}${hint}`)
}

function refuseUnknown(place: Place, object: object, known: readonly string[]): void {
  const names = attempt(place, object, () => {
    const isEnumerable = (key: PropertyKey): boolean =>
      Object.getOwnPropertyDescriptor(object, key)?.enumerable === true
    return Reflect.ownKeys(object).filter(isEnumerable)
  })
  for (const name of names) {
    if (typeof name === "string" && known.includes(name)) continue
    const { call, path } = place
    const within = path === "" ? "" : ` in ${path}`
    const hint = typeof name === "string" ? didYouMean(name, known) : ""
    throw new InvalidArgumentError(
      call,
      `there is no option ${showValue(name)}${within}`,
      `The options${within} are ${known.join(", ")}.${hint}`,
    )
  }
}

function readMember(place: Place, object: object, name: string): unknown {
  try {
    return Reflect.get(object, name)
  } catch (cause) {
    const problem = `reading ${place.path} throws ${showValue(cause)}`
    throw new InvalidArgumentError(place.call, problem, "Pass a value, not a getter.", { cause })
  }
}

/** A proxy may throw whatever is done to it. */
function attempt<T>(place: Place, given: object, look: () => T): T {
  try {
    return look()
  } catch (cause) {
    const subject = place.path === "" ? "its options are" : `${place.path} is`
    const problem = `${subject} ${showValue(given)}: ${showValue(cause)}`
    throw new InvalidArgumentError(place.call, problem, "Pass a plain object.", { cause })
  }
}

function pathOf({ path }: Place, name: string): string {
  return path === "" ? name : `${path}.${name}`
}
