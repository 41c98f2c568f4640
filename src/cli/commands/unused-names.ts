import type { Execution } from "../../runner/results/execution.ts"
import { type OperationResult, targetOf } from "../../runner/results/operation-result.ts"
import type { Scenario } from "../../scenario/scenario.ts"
import { didYouMean, listNames } from "../../text/did-you-mean.ts"
import { stepNameOf } from "./discover.ts"

type Kind = "callbacks" | "steps" | "functions"

/** How an operation is called, for each kind of flag that names one. */
const NAMES: Readonly<Record<Kind, (operation: OperationResult) => string | undefined>> = {
  callbacks: ({ type, name, parent }) => (type === "CALLBACK" ? (name ?? parent?.name) : undefined),
  steps: (operation) => (operation.type === "STEP" ? stepNameOf(operation) : undefined),
  functions: (operation) => targetOf(operation)?.replace(/^arn:[^/]*:function:/u, ""),
}

const NOUNS: Readonly<Record<Kind, string>> = {
  callbacks: "callback",
  steps: "step",
  functions: "function",
}

/**
 * Sentences on names of a kind that an execution has not come across. They may be misspelt, or for another
 * way through the handler, so they are no error.
 */
export function unusedNames(
  execution: Execution,
  scenario: Scenario,
  kinds: readonly Kind[] = ["callbacks", "steps", "functions"],
): readonly string[] {
  const operations = operationsOf(execution)
  return kinds.flatMap((kind) => {
    const seen = new Set(operations.map(NAMES[kind]).filter((name) => name !== undefined))
    const names = [...seen]
    return Object.keys(scenario[kind] ?? {})
      .filter((name) => !names.some((each) => isNamed(kind, each, name)))
      .map((name) => {
        const known = names.length === 0 ? "" : `; those that it used are ${listNames(names)}`
        const what = `${NOUNS[kind]} ${JSON.stringify(name)}`
        return `the run used no ${what}${known}.${didYouMean(name, names)}`
      })
  })
}

/** A path ends with the name of its callback, and a function may be named without its qualifier. */
function isNamed(kind: Kind, seen: string, name: string): boolean {
  if (kind === "callbacks") return name === seen || name.endsWith(`/${seen}`)
  if (kind === "functions") return seen.split(":", 1)[0] === name.split(":", 1)[0]
  return name === seen || `${name}-submitter` === seen
}

/** With those of the executions that it has started. */
function operationsOf({ operations }: Execution): readonly OperationResult[] {
  return operations.flatMap((each) => [
    each,
    ...(each.childExecution === undefined ? [] : operationsOf(each.childExecution)),
  ])
}
