import { InvalidArgumentError } from "../../runner/options/runner-errors.ts"
import type { ExploreOptions } from "./explore-options.ts"

type OptionName = keyof ExploreOptions

interface OptionType {
  readonly names: readonly OptionName[]
  readonly isOne: (value: unknown) => boolean
  readonly advice: string
}

/** What JavaScript would only find out in the middle of a search, or never. */
const TYPES: readonly OptionType[] = [
  {
    names: ["prepare", "observe", "createHandler", "allow"],
    isOne: (value) => typeof value === "function",
    advice: "Pass a function.",
  },
  {
    names: ["check", "without", "faults", "tiers"],
    isOne: (value) => Array.isArray(value),
    advice: "Pass a list.",
  },
  {
    names: ["early", "slow"],
    isOne: (value) => typeof value === "boolean",
    advice: "Pass true or false.",
  },
  {
    names: ["name"],
    isOne: (value) => typeof value === "string" && value !== "",
    advice: "Pass a text.",
  },
]

/** @throws {InvalidArgumentError} for an option of the wrong type. */
export function assertOptionTypes(
  call: string,
  options: Partial<Record<OptionName, unknown>>,
): void {
  for (const { names, isOne, advice } of TYPES) {
    for (const name of names) {
      const value = options[name]
      if (value === undefined || isOne(value)) continue
      throw new InvalidArgumentError(call, `${name} is ${JSON.stringify(value)}`, advice)
    }
  }
}
