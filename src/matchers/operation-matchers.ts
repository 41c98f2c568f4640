import type { Execution } from "../runner/results/execution.ts"
import { pathsOf } from "../runner/results/execution-logs.ts"
import type { OperationResult } from "../runner/results/operation-result.ts"
import { didYouMean, listNames } from "../text/did-you-mean.ts"
import { type Duration, toMilliseconds } from "../text/duration.ts"
import { formatDuration } from "../text/elapsed.ts"
import { showValue } from "../text/values/show-value.ts"
import { onExecution } from "./execution-matchers.ts"
import {
  diffOf,
  type Finding,
  isEqual,
  type MatcherContext,
  type MatcherResult,
} from "./matcher.ts"
import { withTimeline } from "./story.ts"

/** Members of an operation, each compared as `toEqual` does. */
export type OperationProperties = Partial<
  Pick<OperationResult, "type" | "subType" | "status" | "payload" | "callbackId"> & {
    readonly [Key in "result" | "error" | "attempts" | "events" | "childExecution"]: unknown
  }
>

export interface StepCounts {
  /** How many steps of that name the handler ran. Default: at least one. */
  readonly times?: number
  /** How many attempts each of them took. */
  readonly attempts?: number
}

export function toHaveOperation(
  this: MatcherContext,
  received: unknown,
  pathOrName: string,
  properties?: OperationProperties,
): MatcherResult {
  const name = JSON.stringify(pathOrName)
  const call = `toHaveOperation(${name}${properties === undefined ? "" : ", properties"})`
  return onExecution(this, received, call, (execution) => {
    const found = named(execution, pathOrName)
    const wanted = Object.entries(properties ?? {})
    const matching = found.filter((operation) =>
      wanted.every(([key, member]) => isEqual(this, Reflect.get(operation, key), member)),
    )
    const [first] = found
    return {
      pass: matching.length > 0,
      why: (isNot) => {
        if (isNot) return withTimeline(`There is one.`, execution, { operations: matching })
        if (first === undefined) {
          return withTimeline(noOperation(execution, pathOrName), execution, {})
        }
        const actual = Object.fromEntries(
          wanted.map(([key]) => [key, Reflect.get(first, key) as unknown]),
        )
        const others = found.length === 1 ? "" : ` (the first of ${found.length})`
        const text = `Operation ${name}${others}:\n${diffOf(this, properties, actual)}`
        return withTimeline(text, execution, { operations: found })
      },
    }
  })
}

export function toHaveRunStep(
  this: MatcherContext,
  received: unknown,
  pathOrName: string,
  { times, attempts }: StepCounts = {},
): MatcherResult {
  const name = JSON.stringify(pathOrName)
  const counts = [
    ...(times === undefined ? [] : [`times: ${times}`]),
    ...(attempts === undefined ? [] : [`attempts: ${attempts}`]),
  ]
  const call = `toHaveRunStep(${name}${counts.length === 0 ? "" : `, { ${counts.join(", ")} }`})`
  return onExecution(this, received, call, (execution): Finding => {
    const found = named(execution, pathOrName)
    const steps = found.filter(({ type }) => type === "STEP")
    const hasTimes = times === undefined ? steps.length > 0 : steps.length === times
    const hasAttempts =
      attempts === undefined || steps.every((step) => step.attempts.length === attempts)
    return {
      pass: hasTimes && hasAttempts,
      why: () => {
        if (found.length === 0) {
          return withTimeline(noOperation(execution, pathOrName), execution, {})
        }
        return withTimeline(describeSteps(name, found, steps), execution, { operations: found })
      },
    }
  })
}

function describeSteps(
  name: string,
  found: readonly OperationResult[],
  steps: readonly OperationResult[],
): string {
  if (steps.length === 0) return `Operation ${name} is no step: its type is ${found[0]?.type}.`
  const ran = steps.length === 1 ? "once" : `${steps.length} times`
  const taken = steps.map((step) => step.attempts.length).join(", ")
  const attempts = taken === "1" ? "1 attempt" : `${taken} attempts`
  return `Step ${name} ran ${ran}, with ${attempts}.`
}

export function toHaveWaited(
  this: MatcherContext,
  received: unknown,
  duration: Duration,
): MatcherResult {
  const place = { call: "call toHaveWaited", path: "the duration" }
  const milliseconds = toMilliseconds(duration, place)
  const call = `toHaveWaited(${showValue(duration)})`
  return onExecution(this, received, call, (execution) => {
    const waits = execution.operations.filter(({ type }) => type === "WAIT")
    const over = waits.filter(
      (wait) => wait.status === "SUCCEEDED" && lengthOf(wait) === milliseconds,
    )
    const told = waits.map(
      (wait) =>
        `  ${wait.name ?? "wait"} for ${formatDuration(lengthOf(wait) ?? 0)}${wait.status === "SUCCEEDED" ? "" : `, ${wait.status}`}`,
    )
    const text =
      waits.length === 0
        ? "The handler called context.wait for no time at all."
        : `The handler waited:\n${told.join("\n")}`
    return {
      pass: over.length > 0,
      why: (isNot) => withTimeline(text, execution, { operations: isNot ? over : waits }),
    }
  })
}

function lengthOf({ events }: OperationResult): number | undefined {
  for (const { WaitStartedDetails } of events) {
    if (WaitStartedDetails?.Duration !== undefined) return WaitStartedDetails.Duration * 1_000
  }
  return undefined
}

/** @param given whether a value was given; `undefined` is one. */
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
    const matching = answered.filter(({ result }) => !hasValue || isEqual(this, result, value))
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
              ? `Operation ${name} is no callback: its type is ${found[0]?.type}.`
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

function named(execution: Execution, pathOrName: string): readonly OperationResult[] {
  const { operations } = execution
  const pathOf = pathsOf(operations)
  return operations.filter(({ id, name }) => name === pathOrName || pathOf(id) === pathOrName)
}

function noOperation({ operations }: Execution, pathOrName: string): string {
  const name = JSON.stringify(pathOrName)
  if (operations.length === 0) return `There is no operation ${name}: the handler has begun none.`
  const pathOf = pathsOf(operations)
  const paths = [...new Set(operations.flatMap(({ id }) => pathOf(id) ?? []))]
  const hint = didYouMean(pathOrName, [...paths, ...operations.map((each) => each.name)])
  const shown = paths.length <= MOST_PATHS ? paths : paths.slice(0, MOST_PATHS)
  const more = paths.length - shown.length
  const rest = more === 0 ? "" : ` and ${more} more`
  return `There is no operation ${name}. The operations are ${listNames(shown)}${rest}.${hint}`
}

const MOST_PATHS = 20
