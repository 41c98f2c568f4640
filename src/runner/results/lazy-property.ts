/**
 * Gives `target` an enumerable property of its own whose value is made when somebody reads it first.
 * Assertion libraries and `console.log` see properties of an object's own only.
 */
export function defineLazily<T extends object, K extends keyof T>(
  target: T,
  name: K,
  make: () => T[K],
): void {
  Object.defineProperty(target, name, {
    enumerable: true,
    configurable: true,
    get(): T[K] {
      const value = make()
      Object.defineProperty(target, name, { value, enumerable: true, configurable: true })
      return value
    },
  })
}
