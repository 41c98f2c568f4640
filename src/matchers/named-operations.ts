import type { Execution } from "../runner/results/execution.ts"
import { pathsOf } from "../runner/results/execution-logs.ts"
import type { OperationResult } from "../runner/results/operation-result.ts"
import { didYouMean, nameSome } from "../text/did-you-mean.ts"

/** The operations of a name, or the one of a path. */
export function named(execution: Execution, pathOrName: string): readonly OperationResult[] {
  const { operations } = execution
  const pathOf = pathsOf(operations)
  return operations.filter(({ id, name }) => name === pathOrName || pathOf(id) === pathOrName)
}

/** That there is none, with those that there are. */
export function noOperation({ operations }: Execution, pathOrName: string): string {
  const name = JSON.stringify(pathOrName)
  if (operations.length === 0) return `No operation ${name} exists: the handler has started none.`
  const pathOf = pathsOf(operations)
  const paths = [...new Set(operations.flatMap(({ id }) => pathOf(id) ?? []))]
  const hint = didYouMean(pathOrName, [...paths, ...operations.map((each) => each.name)])
  return `No operation ${name} exists. The operations are ${nameSome(paths)}.${hint}`
}
