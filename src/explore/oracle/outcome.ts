import type { Execution } from "../../runner/results/execution.ts"
import type { World } from "../../world/world.ts"
import { canonical } from "../../text/canonical.ts"
import type { RunOutcome } from "../../schedule/run-report.ts"
import { canonicalForm } from "../../schedule/fresh-values/canonical-form.ts"
import { type KnownValues, knownValuesOf } from "../../schedule/fresh-values/known-values.ts"
import { withoutFreshParts } from "../../schedule/fresh-values/renamed.ts"

/** What came of an execution, for whoever looks at it from outside, without when. */
export interface Outcome {
  readonly status: Execution["status"]
  readonly result: unknown
  readonly error: { readonly type: string | undefined; readonly message: string | undefined } | null
  /** The outside world, as the scenario observes it. */
  readonly world: unknown
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
    const kind = fact?.eventType.startsWith("Context") === true ? CONTEXT : ""
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
