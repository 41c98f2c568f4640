import * as fc from "fast-check"

/** Makes fast-check print the values of a class as their `toString` does: as the code that makes them. */
export function printedAsCode(type: { readonly prototype: object }): void {
  const printer = Object.getOwnPropertyDescriptor(type.prototype, "toString")
  Object.defineProperty(type.prototype, fc.toStringMethod, printer ?? {})
}

/** Data as code; members that are `undefined` are left out. */
export function toCode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCode).join(", ")}]`
  if (value instanceof RegExp) return String(value)
  if (!isRecord(value)) return fc.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (members.length === 0) return "{}"
  return `{ ${members.map(([key, member]) => `${toKey(key)}: ${toCode(member)}`).join(", ")} }`
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function toKey(key: string): string {
  // A literal `__proto__: x` would set the prototype.
  if (key === "__proto__") return `["__proto__"]`
  return /^[A-Za-z_$][\w$]*$/u.test(key) ? key : JSON.stringify(key)
}
