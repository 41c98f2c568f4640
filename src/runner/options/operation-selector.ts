import { wholeNumber } from "../../text/option-kinds.ts"
import { readArgument, wrongValue } from "../../text/options.ts"

/** How to name one operation: its name, its name and place among its namesakes, or its id. */
export type OperationSelector =
  | string
  | { readonly name: string; readonly index?: number }
  | { readonly id: string }

/** A selector whose members have been read and checked. */
export type ReadSelector = Exclude<OperationSelector, string>

/** @throws {InvalidArgumentError} for what selects nothing, such as the name that a misspelt constant has. */
export function readSelector(call: string, selector: OperationSelector): ReadSelector {
  const { id, name, index } = membersOf(selector)
  if (typeof id === "string") return { id }
  if (typeof name !== "string") {
    throw wrongValue(
      { call, path: "the selector" },
      selector,
      "Pass the name of an operation, { name, index } or { id }.",
    )
  }
  if (index === undefined) return { name }
  return { name, index: readArgument(call, "index", index, wholeNumber()) }
}

/** How messages call it: `"charge" with index 2`. */
export function describeSelector(selector: ReadSelector): string {
  if ("id" in selector) return `with id ${JSON.stringify(selector.id)}`
  const { name, index } = selector
  return `${JSON.stringify(name)}${index === undefined ? "" : ` with index ${index}`}`
}

/** Anything may come from JavaScript; a proxy or a getter may throw. */
function membersOf(selector: unknown): { id?: unknown; name?: unknown; index?: unknown } {
  if (typeof selector === "string") return { name: selector }
  if (typeof selector !== "object" || selector === null) return {}
  try {
    const { id, name, index } = selector as Record<string, unknown>
    return { id, name, index }
  } catch {
    return {}
  }
}
