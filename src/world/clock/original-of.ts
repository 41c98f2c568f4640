/** Where a wrapper that this package leaves on a function keeps the function. */
const KEY = Symbol.for("durable-test-runner/original")

interface Kept {
  /** A spy copies the properties of what it spies on, and is no wrapper. */
  readonly wrapper: unknown
  readonly original: unknown
}

/** The function behind a wrapper, whichever copy of this package has made it. */
export function originalOf<T>(value: T): T {
  let original: unknown = value
  while (typeof original === "function") {
    const kept = Reflect.get(original, KEY) as Kept | undefined
    if (kept?.wrapper !== original) break
    original = kept.original
  }
  return original as T
}

/** Makes `wrapper` known as one of `original`. */
export function keepOriginal(wrapper: object, original: unknown): void {
  const kept: Kept = { wrapper, original }
  Object.defineProperty(wrapper, KEY, { value: kept })
}
