import type { OperationResult } from "./operation-result.ts"
import { OPERATION_TEXTS } from "./operation-text.ts"

/**
 * How timelines and messages call each operation: by its kind and name. The callback and the submitter
 * of a `waitForCallback` have the name of that. One without a name gets its number among those of its
 * kind without a name, where there are several.
 */
export function labelOperations(
  operations: readonly OperationResult[],
): ReadonlyMap<OperationResult, string> {
  const labels = new Map<OperationResult, string>()
  const unnamed = new Map<string, OperationResult[]>()
  for (const operation of operations) {
    const kind = kindOf(operation)
    const name = nameOf(operation)
    if (name !== undefined) labels.set(operation, `${kind} ${name}`)
    else if (unnamed.get(kind)?.push(operation) === undefined) unnamed.set(kind, [operation])
  }
  for (const [kind, alike] of unnamed) {
    const [first] = alike
    if (alike.length === 1 && first !== undefined) labels.set(first, kind)
    else alike.forEach((operation, index) => labels.set(operation, `${kind} #${index + 1}`))
  }
  return labels
}

/** The context that an operation is told to be in: not the `waitForCallback` whose name it has. */
export function ownerOf({ parent }: OperationResult): OperationResult | undefined {
  return parent?.subType === "WaitForCallback" ? parent.parent : parent
}

export function depthOf(operation: OperationResult): number {
  let depth = 0
  for (let { parent } = operation; parent !== undefined; parent = parent.parent) depth++
  return depth
}

/** How the operation is called, or what it belongs to: its parts have no names of their own. */
export function nameOf({ name, parent }: OperationResult): string | undefined {
  return name ?? (parent?.subType === "WaitForCallback" ? parent.name : undefined)
}

function kindOf({ type, subType, parent }: OperationResult): string {
  const kind = lowerFirst(subType ?? OPERATION_TEXTS[type].noun)
  return kind === "step" && parent?.subType === "WaitForCallback" ? "submitter" : kind
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
