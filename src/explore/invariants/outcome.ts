import type { Execution } from "../../runner/results/execution.ts"
import type { World } from "../../world/world.ts"
import { readEventName } from "../../service/values/operation-type.ts"
import { canonical } from "../../text/values/canonical.ts"
import { chainedInvokes } from "../../schedule/chained-invokes.ts"
import { canonicalForm } from "../../schedule/fresh-values/canonical-form.ts"
import { type KnownValues, knownValuesOf } from "../../schedule/fresh-values/known-values.ts"
import { withoutFreshParts } from "../../schedule/fresh-values/renamed.ts"

/** The observable end of an execution, without times. */
export interface Outcome {
  readonly status: Execution["status"]
  readonly result: unknown
  readonly error: { readonly type: string | undefined; readonly message: string | undefined } | null
  /** The outside world: the value of `observe` or `outcome`. */
  readonly world: unknown
  /**
   * The calls of chained invokes, by the names of the operations, each with the name of the function and its
   * input. Absent without such calls.
   */
  readonly invokes?: unknown
}

/** The same of a run, with what it has recorded. */
export interface RunOutcome {
  /** Status, result, error and outside world, as JSON that is the same for the same. */
  readonly value: unknown
  /** The same up to renaming of what the run drew or read from its clock: outcomes are compared by it. */
  readonly form: unknown
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
  const invokes = chainedInvokes(world)
  const outcome: Outcome = {
    status,
    result,
    error: error === undefined ? null : { type: error.ErrorType, message: error.ErrorMessage },
    world: observed,
    ...(invokes !== undefined && { invokes }),
  }
  let values: KnownValues | undefined
  const known = (): KnownValues => (values ??= knownValuesOf(world))
  // The execution itself is known by what came of it.
  const { id: executionId } = world.service.describeExecution(arn)
  const operations = new Map<string, string>()
  let isInterrupted = false
  let isExhausted = false
  for (let index = 0; index < world.service.eventCount(arn); index++) {
    const { subject, fact } = world.service.eventRecord(arn, index) ?? {}
    if (fact?.eventType === "StepFailed" && fact.error?.ErrorType === INTERRUPTED) {
      isInterrupted = true
      isExhausted ||= fact.nextAttemptDelaySeconds === undefined && fact.attempt > 1
    }
    if (subject === undefined || subject.id === executionId) continue
    if (operations.has(subject.id)) continue
    const { id, subType = fact?.eventType, name = "" } = subject
    const kind = readEventName(fact?.eventType)?.type === "CONTEXT" ? CONTEXT : ""
    operations.set(id, `${kind}${id} ${subType} ${withoutFreshParts(name, known)}`)
  }
  const value = canonical(outcome)
  return {
    value,
    form: canonicalForm(outcome, value, known),
    operations: [...operations.values()],
    isInterrupted,
    isExhausted,
  }
}
