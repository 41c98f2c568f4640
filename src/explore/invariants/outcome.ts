import type { Execution } from "../../runner/results/execution.ts"
import type { World } from "../../world/world.ts"
import { readEventName } from "../../service/values/operation-type.ts"
import { canonical } from "../../text/canonical.ts"

/** What came of an execution, for whoever looks at it from outside, without when. */
export interface Outcome {
  readonly status: Execution["status"]
  readonly result: unknown
  readonly error: { readonly type: string | undefined; readonly message: string | undefined } | null
  /** The outside world, as the scenario observes it. */
  readonly world: unknown
}

/** The same of a run, with what it has recorded. */
export interface RunOutcome {
  /** Status, result, error and outside world, as JSON that is the same for the same. */
  readonly value: unknown
  /** The operations that were recorded, by id, type and name. */
  readonly operations: readonly string[]
  /** An attempt of a step was interrupted, and the handler was told so. */
  readonly isInterrupted: boolean
  /** One interruption after the other has used up all attempts of a step that runs at most once. */
  readonly isExhausted: boolean
}

/** What the SDK calls an attempt of an at-most-once step that a crash has cut short. */
const INTERRUPTED = "StepInterruptedError"

/** How the operations that are contexts begin. */
export const CONTEXT = "context "

export function outcomeOf(execution: Execution, observed: unknown, world: World): RunOutcome {
  const { arn, status, result, error } = execution
  const outcome: Outcome = {
    status,
    result,
    error: error === undefined ? null : { type: error.ErrorType, message: error.ErrorMessage },
    world: observed,
  }
  const operations = new Map<string, string>()
  let isInterrupted = false
  let isExhausted = false
  for (let index = 0; index < world.service.eventCount(arn); index++) {
    const { subject, fact } = world.service.eventRecord(arn, index) ?? {}
    if (fact?.eventType === "StepFailed" && fact.error?.ErrorType === INTERRUPTED) {
      isInterrupted = true
      isExhausted ||= fact.nextAttemptDelaySeconds === undefined && fact.attempt > 1
    }
    if (subject === undefined || operations.has(subject.id)) continue
    const { id, subType = fact?.eventType, name = "" } = subject
    const kind = readEventName(fact?.eventType)?.type === "CONTEXT" ? CONTEXT : ""
    operations.set(id, `${kind}${id} ${subType} ${name}`)
  }
  // The execution itself is known by what came of it.
  operations.delete(world.service.describeExecution(arn).id)
  return {
    value: canonical(outcome),
    operations: [...operations.values()],
    isInterrupted,
    isExhausted,
  }
}

/**
 * Where two outcomes of the same schedule differ that were made at other times and with other random
 * numbers: what stands there depends on them, and is compared with nothing.
 */
export function volatilePaths(left: unknown, right: unknown, path = "$"): string[] {
  if (JSON.stringify(left) === JSON.stringify(right)) return []
  if (!isContainer(left) || !isContainer(right)) return [path]
  const keys = Object.keys(left)
  const isAlike =
    Array.isArray(left) === Array.isArray(right) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right)
  if (!isAlike) return [path]
  return keys.flatMap((key) => volatilePaths(left[key], right[key], `${path}.${key}`))
}

/** The text by which outcomes are compared. */
export function outcomeKey(value: unknown, volatile: ReadonlySet<string>): string {
  return JSON.stringify(volatile.size === 0 ? value : masked(value, volatile, "$"))
}

function masked(value: unknown, volatile: ReadonlySet<string>, path: string): unknown {
  if (volatile.has(path)) return "(varies)"
  if (!isContainer(value)) return value
  const entries = Object.entries(value).map(
    ([key, member]) => [key, masked(member, volatile, `${path}.${key}`)] as const,
  )
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries)
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
