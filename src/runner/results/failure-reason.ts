import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { Execution } from "./execution.ts"
import { adviceOn, adviceOnPlace, describeError } from "./event-text.ts"
import { labelOperations } from "./operation-labels.ts"
import { describeRepeated } from "../../world/driving/loop-report.ts"
import { type OperationResult, siteOfCall, targetOf } from "./operation-result.ts"
import { siteOf } from "../../text/user-frames.ts"
import { showCauses } from "../../text/values/show-causes.ts"
import { showValue } from "../../text/values/show-value.ts"

const LONGEST_REASON = 2_000

/**
 * How an execution ended and why, with all that a reader needs to know of it: ``ended FAILED with
 * StepError: no funds (from step charge, attempt 3, thrown at src/order.ts:12:9)``. No full stop.
 */
export function describeEnd(execution: Execution): string {
  const { status } = execution
  if (status === "RUNNING") return "has not ended"
  const reason = describeReason(execution)
  if (reason === "") return `ended ${status}`
  // A message may be a sentence already.
  return `ended ${status} with ${reason.replace(/(?<!\.)\.$/u, "")}`
}

/** Why it ended so: ``StepError: no funds (from step charge, attempt 3)``; empty without an error. */
export function describeReason(execution: Execution): string {
  const { error } = execution
  if (error === undefined) return ""
  return `${describeError(error, LONGEST_REASON)}${originOf(execution, error)}`
}

/** The same as a sentence, with what else went wrong; empty for an execution without an error. */
export function explainFailure(execution: Execution): string {
  const sentences =
    execution.error === undefined ? [] : [`The execution ${describeEnd(execution)}.`]
  return [...sentences, ...notesOn(execution)].join(" ")
}

/**
 * The first words of a message on something that follows from how an execution went: its own error
 * comes first, because it is likely to be the cause.
 */
export function beginOfMessage(execution: Execution, subject: string): string {
  const reason = explainFailure(execution)
  if (reason === "") return `The execution ended ${execution.status}, and ${subject}`
  return `${reason}\n${subject.charAt(0).toUpperCase()}${subject.slice(1)}`
}

/** Sentences on what went wrong inside of an execution, whatever became of it. */
export function notesOn(execution: Execution): readonly string[] {
  const notes: string[] = []
  const labels = labelOperations(execution.operations)
  for (const operation of execution.operations) {
    const advice = adviceOn(operation.error, targetOf(operation))
    if (advice === "") continue
    const reason = describeError(operation.error)
    notes.push(`${upperFirst(labels.get(operation) ?? "")} failed with ${reason} ${advice}`)
  }
  const place = adviceOnPlace(execution.error, execution.arn)
  if (place !== "") notes.push(place)
  notes.push(...noteOnQuota(execution))
  return [...new Set(notes)]
}

/** An execution that has outgrown a quota has a loop in most cases, and its error does not say where. */
export function noteOnQuota({ error, operations }: Execution): readonly string[] {
  if (error?.ErrorType !== "InvalidParameterValueException") return []
  const [, what] = QUOTA.exec(error.ErrorMessage ?? "") ?? []
  if (what === undefined) return []
  const byRaw = new Map(operations.map((operation) => [operation.raw, operation]))
  const lines = describeRepeated([...byRaw.keys()], (raw) => {
    const operation = byRaw.get(raw)
    return operation === undefined ? "" : siteOfCall(operation)
  })
  if (lines === "") return []
  const advice =
    what === "number of operations"
      ? "Does the handler poll or loop without end? Do several items in one step, let one operation wait or retry " +
        "(waitForCondition, a retry strategy), or invoke another execution for each part."
      : "Return less from them: keep large data elsewhere, and return a reference to it."
  return [`It has ${operations.length} operations. What repeats:${lines}\n${advice}`]
}

const QUOTA =
  /^Durable execution exceeded the maximum (number of operations|size of stored data): \d+/u

/** The last operation that failed, for an execution that has no error of its own. */
export function describeLastFailure(execution: Execution): string {
  const operation = execution.operations.findLast((each) => lastErrorOf(each) !== undefined)
  if (operation === undefined) return ""
  const error = lastErrorOf(operation)
  return `${describeError(error, LONGEST_REASON)}${placeOf(execution, operation)}`
}

/** The innermost operation that the error came from. The SDK wraps errors and keeps their messages. */
function originOf(execution: Execution, error: ErrorObject): string {
  const operation = execution.operations.findLast(
    (each) => each.type !== "CONTEXT" && each.error?.ErrorMessage === error.ErrorMessage,
  )
  if (operation !== undefined) return placeOf(execution, operation)
  const thrown = execution.invocations.at(-1)?.thrown
  const parts = partsOn(thrown, error, "the handler")
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`
}

/** The error of a step that has failed, with the causes that only the thrown value tells. */
export function describeFailedStep({ error, attempts }: OperationResult): string {
  const described = describeError(error, LONGEST_REASON)
  const thrown = attempts.at(-1)?.thrown
  const told = [describeLost(thrown, error, "it"), showCauses(thrown)]
  const parts = told.filter((part) => part !== "")
  return parts.length === 0 ? described : `${described} (${parts.join(", ")})`
}

/** What only the thrown value tells, and the record does not. */
function partsOn(thrown: unknown, recorded: ErrorObject | undefined, who: string): string[] {
  const site = siteOf(thrown)
  return [
    describeLost(thrown, recorded, who),
    site === "" ? "" : `thrown at ${site}`,
    showCauses(thrown),
  ].filter((part) => part !== "")
}

/** Of a value that is no error and has no message, the SDK records nothing: neither a type nor a text. */
function describeLost(thrown: unknown, recorded: ErrorObject | undefined, who: string): string {
  if (recorded?.ErrorMessage !== "Unknown error" || recorded.ErrorType !== undefined) return ""
  if (thrown === undefined) return `${who} threw undefined, or another value that is no Error`
  return `${who} threw ${showValue(thrown)}, which is no Error`
}

function placeOf(execution: Execution, operation: OperationResult): string {
  const label = labelOperations(execution.operations).get(operation) ?? ""
  const attempt = operation.attempts.at(-1)
  const parts = [`from ${label}`]
  if (attempt !== undefined && attempt.attempt > 1) parts.push(`attempt ${attempt.attempt}`)
  const type = lastErrorOf(operation)?.ErrorType
  if (type && type !== execution.error?.ErrorType && execution.error !== undefined) {
    parts.push(`where it was ${type}`)
  }
  if (attempt !== undefined) parts.push(...partsOn(attempt.thrown, attempt.error, "which"))
  const { childExecution } = operation
  const child = childExecution?.error === undefined ? "" : describeEnd(childExecution)
  if (child !== "") parts.push(`the execution of ${childExecution?.functionName} ${child}`)
  return ` (${parts.join(", ")})`
}

function lastErrorOf({ error, attempts }: OperationResult): ErrorObject | undefined {
  return error ?? attempts.findLast((attempt) => attempt.error !== undefined)?.error
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
