import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import type { Execution } from "durable-test-runner"
import { formatElapsed } from "../../src/text/elapsed.ts"

interface Outcome {
  readonly Result?: { readonly Payload?: string; readonly Truncated?: boolean }
  readonly Error?: { readonly Payload?: ErrorObject; readonly Truncated?: boolean }
  readonly RetryDetails?: { CurrentAttempt?: number; NextAttemptDelaySeconds?: number }
}

/**
 * An execution's history as lines, one for each event, all of it and in order:
 *
 *     +20ms StepFailed step "charge" in parallelBranch "card" (attempt 1, next in 1s) !! Error: declined
 *
 * A payload follows `->` as the service stores it, an error follows `!!`. An operation without a name
 * goes by its place among the operations, `#2`.
 */
export function traceOf({ history }: Execution): string[] {
  const operations = new Map<string | undefined, string>()
  const startedAt = history[0]?.EventTimestamp?.getTime() ?? 0
  return history.map((event, index) => {
    if (event.EventId !== index + 1) {
      throw new Error(`Event ${event.EventId} stands at ${index + 1}`)
    }
    const parts = [
      formatElapsed((event.EventTimestamp?.getTime() ?? 0) - startedAt),
      event.EventType,
      isOfExecution(event) ? "" : subjectOf(event, operations),
      detailsOf(event),
      outcomeOf(event),
    ]
    return parts.filter((part) => part !== "").join(" ")
  })
}

function isOfExecution({ EventType }: Event): boolean {
  return EventType?.startsWith("Execution") === true || EventType === "InvocationCompleted"
}

function subjectOf(
  { Id, ParentId, Name, SubType }: Event,
  operations: Map<string | undefined, string>,
): string {
  if (!operations.has(Id)) {
    const kind = (SubType ?? "operation").replace(/^./, (letter) => letter.toLowerCase())
    const name = Name === undefined ? `#${operations.size + 1}` : JSON.stringify(Name)
    operations.set(Id, `${kind} ${name}`)
  }
  const parent = ParentId === undefined ? "" : ` in ${operations.get(ParentId) ?? "nothing known"}`
  return `${operations.get(Id)}${parent}`
}

function detailsOf(event: Event): string {
  const details: string[] = []
  const { Timeout, HeartbeatTimeout } = event.CallbackStartedDetails ?? {}
  const wait = event.WaitStartedDetails ?? event.WaitSucceededDetails
  const invoke = event.ChainedInvokeStartedDetails
  const { RetryDetails: retry } = outcomeDetailsOf(event)
  if (wait?.Duration !== undefined) details.push(`${wait.Duration}s`)
  if (Timeout !== undefined) details.push(`time-out ${Timeout}s`)
  if (HeartbeatTimeout !== undefined) details.push(`heartbeat ${HeartbeatTimeout}s`)
  if (invoke?.FunctionName !== undefined) details.push(invoke.FunctionName)
  if (invoke?.ExecutedVersion !== undefined) details.push(`version ${invoke.ExecutedVersion}`)
  if (invoke?.DurableExecutionArn !== undefined) details.push("an execution")
  if (retry?.CurrentAttempt !== undefined) details.push(`attempt ${retry.CurrentAttempt}`)
  if (retry?.NextAttemptDelaySeconds !== undefined) {
    details.push(`next in ${retry.NextAttemptDelaySeconds}s`)
  }
  return details.length === 0 ? "" : `(${details.join(", ")})`
}

function outcomeOf(event: Event): string {
  const input = event.ExecutionStartedDetails?.Input ?? event.ChainedInvokeStartedDetails?.Input
  const { Result = input, Error: failure } = outcomeDetailsOf(event)
  if (failure !== undefined) return `!! ${errorOf(failure.Payload)}${truncation(failure)}`
  if (Result?.Payload !== undefined) return `-> ${Result.Payload}${truncation(Result)}`
  return ""
}

function outcomeDetailsOf(event: Event): Outcome {
  const details: unknown = Object.entries(event).find(([key]) => key.endsWith("Details"))?.[1]
  return details === undefined ? {} : (details as Outcome)
}

function errorOf({ ErrorType, ErrorMessage }: ErrorObject = {}): string {
  // Request ids are as long as they are meaningless here.
  const message = ErrorMessage?.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
  return [ErrorType, message].filter((part) => part !== undefined).join(": ")
}

function truncation({ Truncated }: { readonly Truncated?: boolean | undefined }): string {
  if (Truncated === undefined) return " (Truncated is missing)"
  return Truncated ? " (truncated)" : ""
}
