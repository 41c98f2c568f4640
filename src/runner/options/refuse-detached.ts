import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"

/**
 * Makes each method of a class say what is wrong where it is called without its object, as
 * `const { run } = runner` and `names.map(execution.operation)` do.
 *
 * @param prototype of the class.
 * @param isInstance whether a value may stand before the dot.
 * @param name what an instance is called in advice, such as `runner`.
 */
export function refuseDetached(
  prototype: object,
  isInstance: (value: unknown) => boolean,
  name: string,
): void {
  for (const method of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, method)
    const original: unknown = descriptor?.value
    if (method === "constructor" || typeof original !== "function") continue
    const { [method]: guarded } = {
      [method](this: unknown, ...args: readonly unknown[]): unknown {
        if (isInstance(this)) return Reflect.apply(original, this, args)
        throw new InvalidArgumentError(
          `call ${method}`,
          `it was taken from its ${name} and called without it`,
          `Write ${name}.${method}(...); where a function is wanted, (...args) => ${name}.${method}(...args).`,
        )
      },
    }
    Object.defineProperty(guarded, "length", { value: original.length, configurable: true })
    Object.defineProperty(prototype, method, { ...descriptor, value: guarded })
  }
}
