import { keepOriginal, originalOf } from "../../clock/original-of.ts"
import { isFixed, type Place } from "./frozen-globals.ts"

type AnyFunction = (...args: never[]) => unknown

type Wrapping = "as it was" | "wrapped" | "frozen"

/**
 * A function that is replaced for good, so that copies of it behave as it does: a named import in a test
 * framework's realm, `const { random } = Math` in a library. The replacement asks where it was called
 * from, and calls the original for code that belongs to no run.
 */
export class Wrapper implements Place {
  readonly target: object
  readonly key: PropertyKey
  readonly #create: (original: never) => unknown
  readonly #accepts: (original: AnyFunction) => boolean
  #original: unknown
  #wrapper: unknown

  constructor(
    target: object,
    key: PropertyKey,
    create: (original: never) => unknown,
    accepts: (original: AnyFunction) => boolean,
  ) {
    this.target = target
    this.key = key
    this.#create = create
    this.#accepts = accepts
  }

  /**
   * Installs the wrapper where the original is. What a test has put there instead stays, and is code of
   * the run; when the test restores the original, the next call wraps it again.
   *
   * @returns whether something was changed, or had to be changed and cannot be.
   */
  install(): Wrapping {
    const current = (this.target as Record<PropertyKey, unknown>)[this.key]
    if (current === this.#wrapper || typeof current !== "function") return "as it was"
    const original = originalOf(current) as AnyFunction
    if (this.#wrapper !== undefined && original !== this.#original) return "as it was"
    if (isTestDouble(original) || !this.#accepts(original)) return "as it was"
    // Another copy of this package may have wrapped it before it was frozen.
    if (isFixed(this)) return original === current ? "frozen" : "as it was"
    const descriptor = Object.getOwnPropertyDescriptor(this.target, this.key)
    if (this.#wrapper === undefined) {
      this.#original = original
      this.#wrapper = disguise(this.#create(original as never) as AnyFunction, original)
    }
    Object.defineProperty(this.target, this.key, {
      configurable: descriptor?.configurable ?? true,
      enumerable: descriptor?.enumerable ?? false,
      writable: true,
      value: this.#wrapper,
    })
    return "wrapped"
  }
}

/** @param accepts false for what is to stay as it is, where a test has replaced it before. */
export function wrapper(
  target: object,
  key: PropertyKey,
  create: (original: never) => unknown,
  accepts: (original: AnyFunction) => boolean = () => true,
): Wrapper {
  return new Wrapper(target, key, create, accepts)
}

/** What jest, vitest and sinon mark their mocks and spies with. */
function isTestDouble(value: object): boolean {
  return "_isMockFunction" in value || "mock" in value || "isSinonProxy" in value
}

/** Gives `replacement` the name, the length, the properties and the source text of `original`. */
function disguise(replacement: AnyFunction, original: AnyFunction): AnyFunction {
  for (const key of Reflect.ownKeys(original)) {
    const isOwn = Object.hasOwn(replacement, key) && key !== "name" && key !== "length"
    const descriptor = Object.getOwnPropertyDescriptor(original, key)
    if (!isOwn && descriptor !== undefined) Object.defineProperty(replacement, key, descriptor)
  }
  Object.defineProperty(replacement, "toString", {
    configurable: true,
    writable: true,
    value: () => Function.prototype.toString.call(original),
  })
  keepOriginal(replacement, original)
  return replacement
}
