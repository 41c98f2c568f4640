import type * as fc from "fast-check"
import { passing } from "../text/option-kinds.ts"
import type { OptionKind } from "../text/options.ts"

/** An arbitrary, of any copy of fast-check. */
export function arbitraryKind<T>(
  advice = "Pass an arbitrary of fast-check.",
): OptionKind<fc.Arbitrary<T>> {
  return passing(isArbitrary<T>, advice)
}

function isArbitrary<T>(value: unknown): value is fc.Arbitrary<T> {
  if (typeof value !== "object" || value === null) return false
  return ["generate", "shrink"].every((name) => typeof Reflect.get(value, name) === "function")
}
