import type { OperationResult } from "../runner/results/operation-result.ts"
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
import { named, noOperation } from "./named-operations.ts"
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
  if (steps.length === 0) return `Operation ${name} is not a step: its type is ${found[0]?.type}.`
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
