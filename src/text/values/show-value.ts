import { types } from "node:util"

const LONGEST = 200

/**
 * Any value in a few words, for the message of an error. It never throws: a symbol has no text by
 * itself, a proxy may be revoked, and a getter may do anything.
 */
export function showValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return shortened(JSON.stringify(value))
    case "bigint":
      return shortened(`${value}n`)
    case "symbol":
      return shortened(String(value))
    case "function":
      return describeFunction(value)
    case "object":
      return value === null ? "null" : describeObject(value)
    default:
      return Object.is(value, -0) ? "-0" : String(value)
  }
}

/** An error, of this realm or another. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]"
  } catch {
    return false
  }
}

/** What was thrown, in a few words. Its getters may do anything. */
export function showThrown(thrown: unknown): string {
  if (!isError(thrown)) return showValue(thrown)
  try {
    return `${thrown.name}: ${thrown.message}`
  } catch {
    return "an error that cannot be read"
  }
}

/**
 * What was thrown, or an error in its place if it cannot be read: its getters throw, or it is a proxy that
 * was revoked. Code that looks at it in a listener of the process must not throw itself.
 */
export function readableThrown(thrown: unknown): unknown {
  try {
    if (typeof thrown === "object" && thrown !== null) {
      const { name, message } = thrown as Partial<Error>
      void `${name}${message}`
    }
    return thrown
  } catch {
    return new Error(`${showThrown(thrown)} was thrown`)
  }
}

/** Whether `await` would wait for it. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return false
  if (types.isPromise(value)) return true
  try {
    return typeof Reflect.get(value, "then") === "function"
  } catch {
    return false
  }
}

function describeFunction(value: object): string {
  try {
    return Function.prototype.toString.call(value).startsWith("class ") ? "a class" : "a function"
  } catch {
    return "a function"
  }
}

function describeObject(value: object): string {
  try {
    if (isThenable(value)) return "a promise"
    if (value instanceof RegExp) return shortened(String(value))
    if (value instanceof Date) return describeDate(value)
    if (isError(value)) return shortened(`an error (${value.name}: ${value.message})`)
    if (Array.isArray(value) || isPlainObject(value)) return describeData(value)
    return withArticle(className(value))
  } catch {
    return "an object that cannot be read"
  }
}

function describeDate(date: Date): string {
  return Number.isNaN(date.getTime()) ? "an invalid Date" : date.toISOString()
}

/** JSON has no word for some numbers, and none for functions, so that `{ a: NaN }` is not `{ a: null }`. */
function describeData(value: object): string {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === "number" && !Number.isFinite(member)) return String(member)
    if (typeof member === "bigint" || typeof member === "symbol") return showValue(member)
    return typeof member === "function" ? "a function" : member
  })
  return shortened(text)
}

/** An object literal, of this realm or another. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "toString")
}

function className(value: object): string {
  const maker: unknown = Reflect.get(value, "constructor")
  const name = typeof maker === "function" ? maker.name : ""
  return name === "" ? "object" : name
}

function withArticle(name: string): string {
  return `${/^[aeiou]/iu.test(name) ? "an" : "a"} ${name}`
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`
}
