import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { Execution } from "../runner/results/execution.ts"
import { showValue } from "../text/values/show-value.ts"
import { type ExpectedError, matchesError, textOfExpected } from "./expected-error.ts"
import {
  diffOf,
  type Finding,
  isEqual,
  type MatcherContext,
  type MatcherResult,
  toResult,
  wrongReceiver,
} from "./matcher.ts"
import { isExecution, notA } from "./receivers.ts"
import { howItEnded, placeOfFailure, withTimeline } from "./story.ts"

const SUBJECT = "execution"

/** Runs `find` on an execution, and on nothing else. */
export function onExecution(
  context: MatcherContext,
  received: unknown,
  call: string,
  find: (execution: Execution) => Finding,
): MatcherResult {
  if (isExecution(received)) return toResult(context, SUBJECT, call, find(received))
  const advice = "Pass the result of await runner.run(handler, input)."
  return wrongReceiver(context, SUBJECT, call, notA("an execution", received, advice))
}

export function toHaveSucceeded(this: MatcherContext, received: unknown): MatcherResult {
  return onExecution(this, received, "toHaveSucceeded()", (execution) => ({
    pass: execution.status === "SUCCEEDED",
    why: (isNot) =>
      isNot
        ? withTimeline(`The execution succeeded with ${showValue(execution.result)}.`, execution, {
            end: true,
          })
        : withTimeline(howItEnded(execution), execution, placeOfFailure(execution)),
  }))
}

export function toHaveSucceededWith(
  this: MatcherContext,
  received: unknown,
  expected: unknown,
): MatcherResult {
  return onExecution(this, received, "toHaveSucceededWith(expected)", (execution) => {
    const { status, result } = execution
    if (status !== "SUCCEEDED") {
      const why = (): string =>
        withTimeline(howItEnded(execution), execution, placeOfFailure(execution))
      return { pass: false, why }
    }
    return {
      pass: isEqual(this, result, expected),
      why: (isNot) =>
        withTimeline(
          isNot
            ? `The execution succeeded with ${showValue(result)}.`
            : diffOf(this, expected, result),
          execution,
          { end: true },
        ),
    }
  })
}

export function toHaveFailedWith(
  this: MatcherContext,
  received: unknown,
  expected?: ExpectedError,
): MatcherResult {
  const call = expected === undefined ? "toHaveFailedWith()" : "toHaveFailedWith(expected)"
  return onExecution(this, received, call, (execution) => {
    const { status } = execution
    const isOne =
      expected === undefined ||
      errorsOf(execution).some((error) => matchesError(this, error, expected))
    const pass = status === "FAILED" && isOne
    const text = (): string => {
      if (status !== "FAILED" || expected === undefined || pass) return endOf(execution)
      return `Expected: ${textOfExpected(this, expected)}\n${endOf(execution)}`
    }
    return { pass, why: () => withTimeline(text(), execution, placeOfFailure(execution)) }
  })
}

/** That of the execution, and the one of the step that it came from: the SDK wraps it in its own. */
function errorsOf(execution: Execution): readonly ErrorObject[] {
  const { operations = [] } = placeOfFailure(execution)
  return [execution.error, ...operations.map(({ error }) => error)].filter(
    (error) => error !== undefined,
  )
}

function endOf(execution: Execution): string {
  if (execution.status !== "SUCCEEDED") return howItEnded(execution)
  return `The execution succeeded with ${showValue(execution.result)}.`
}

export function toHaveTimedOut(this: MatcherContext, received: unknown): MatcherResult {
  return onExecution(this, received, "toHaveTimedOut()", (execution) => ({
    pass: execution.status === "TIMED_OUT",
    why: () => withTimeline(endOf(execution), execution, placeOfFailure(execution)),
  }))
}

export function toHaveInvocations(
  this: MatcherContext,
  received: unknown,
  count: number,
): MatcherResult {
  return onExecution(this, received, `toHaveInvocations(${count})`, (execution) => {
    const { invocations } = execution
    const { length } = invocations
    const text = `The handler was invoked ${length === 1 ? "once" : `${length} times`}.`
    return { pass: length === count, why: () => withTimeline(text, execution, {}) }
  })
}
