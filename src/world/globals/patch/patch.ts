import type { Replacement } from "./replacements.ts"

/**
 * One property that is replaced while a run is active. `create` gets the value that it replaces, so
 * that a replacement can fall through to whatever was there, and to nothing else.
 */
export class Patch implements Replacement {
  readonly target: Record<PropertyKey, unknown>
  readonly key: PropertyKey
  readonly #create: (original: never) => unknown
  /** The property as it was found the last time that it was another than before. */
  #previous: PropertyDescriptor | undefined
  #replaced: unknown
  #replacement: unknown

  constructor(target: object, key: PropertyKey, create: (original: never) => unknown) {
    this.target = target as Record<PropertyKey, unknown>
    this.key = key
    this.#create = create
  }

  get isInstalled(): boolean {
    return this.#replacement !== undefined && this.target[this.key] === this.#replacement
  }

  install(): void {
    if (this.isInstalled) return
    const current = this.target[this.key]
    // Runs follow one another, and what they replace is nearly always the same.
    if (this.#replacement === undefined || current !== this.#replaced) {
      this.#previous = Object.getOwnPropertyDescriptor(this.target, this.key)
      this.#replaced = current
      this.#replacement = this.#create(current as never)
    }
    if (this.#previous?.writable === true) this.target[this.key] = this.#replacement
    else this.#define(this.#replacement)
  }

  /**
   * Puts the original back, unless somebody else has replaced the property since: then it is theirs,
   * and what they restore later is a function that falls through to the original.
   */
  uninstall(): void {
    const { target, key } = this
    if (!this.isInstalled) return
    if (this.#previous === undefined) Reflect.deleteProperty(target, key)
    else if (this.#previous.writable === true) target[key] = this.#replaced
    else Object.defineProperty(target, key, this.#previous)
  }

  #define(value: unknown): void {
    Object.defineProperty(this.target, this.key, {
      configurable: true,
      enumerable: this.#previous?.enumerable ?? false,
      writable: true,
      value,
    })
  }
}

export function patch(
  target: object,
  key: PropertyKey,
  create: (original: never) => unknown,
): Patch {
  return new Patch(target, key, create)
}

/** A property whose value is asked for anew at each read. */
export class AccessorPatch implements Replacement {
  readonly target: object
  readonly key: PropertyKey
  readonly #get: () => unknown
  #previous: PropertyDescriptor | undefined

  constructor(target: object, key: PropertyKey, get: () => unknown) {
    this.target = target
    this.key = key
    this.#get = get
  }

  get isInstalled(): boolean {
    return Object.getOwnPropertyDescriptor(this.target, this.key)?.get === this.#get
  }

  install(): void {
    if (this.isInstalled) return
    this.#previous = Object.getOwnPropertyDescriptor(this.target, this.key)
    Object.defineProperty(this.target, this.key, {
      configurable: true,
      enumerable: this.#previous?.enumerable ?? false,
      get: this.#get,
    })
  }

  uninstall(): void {
    if (!this.isInstalled) return
    if (this.#previous === undefined) Reflect.deleteProperty(this.target, this.key)
    else Object.defineProperty(this.target, this.key, this.#previous)
  }
}
