import type { OperationResult } from "../runner/results/operation-result.ts"
import { showValue } from "../text/values/show-value.ts"
import { onExecution } from "./execution-matchers.ts"
import {
  diffOf,
  type Finding,
  isEqual,
  type MatcherContext,
  type MatcherResult,
} from "./matcher.ts"
import { named, noOperation } from "./named-operations.ts"
import { withTimeline } from "./story.ts"

/** @param given the value as it is parsed, or the text that was sent; `undefined` is a value too. */
export function toHaveReceivedCallback(
  this: MatcherContext,
  received: unknown,
  pathOrName: string,
  ...given: readonly [value?: unknown]
): MatcherResult {
  const name = JSON.stringify(pathOrName)
  const hasValue = given.length > 0
  const [value] = given
  const call = `toHaveReceivedCallback(${name}${hasValue ? ", value" : ""})`
  return onExecution(this, received, call, (execution): Finding => {
    const found = named(execution, pathOrName)
    const callbacks = found.flatMap((operation) => callbackIn(operation))
    const answered = callbacks.filter(({ status }) => status === "SUCCEEDED")
    const matching = answered.filter(
      ({ result, payload }) => !hasValue || payload === value || isEqual(this, result, value),
    )
    const [first] = answered
    return {
      pass: matching.length > 0,
      why: (isNot) => {
        const place = { operations: isNot ? matching : callbacks }
        if (found.length === 0) {
          return withTimeline(noOperation(execution, pathOrName), execution, {})
        }
        if (first === undefined) {
          const [callback] = callbacks
          const text =
            callback === undefined
              ? `Operation ${name} is not a callback: its type is ${found[0]?.type}.`
              : `Callback ${name} was not answered with success: it is ${callback.status}.`
          return withTimeline(text, execution, place)
        }
        const text =
          hasValue && !isNot
            ? `Callback ${name}:\n${diffOf(this, value, first.result)}`
            : `Callback ${name} received ${showValue(first.result)}.`
        return withTimeline(text, execution, place)
      },
    }
  })
}

/** A `waitForCallback` holds its callback, which has no name of its own. */
function callbackIn(operation: OperationResult): readonly OperationResult[] {
  if (operation.type === "CALLBACK") return [operation]
  if (operation.subType !== "WaitForCallback") return []
  return operation.children.filter(({ type }) => type === "CALLBACK")
}
