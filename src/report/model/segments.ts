import type { Event } from "@aws-sdk/client-lambda"
import { describeError } from "../../runner/results/event-text.ts"
import type { Execution } from "../../runner/results/execution.ts"
import type { InvocationResult } from "../../runner/results/invocation-result.ts"
import type { OperationResult } from "../../runner/results/operation-result.ts"
import { formatDuration } from "../../text/elapsed.ts"
import type { Instants } from "./instants.ts"
import { layOut, type Stretch } from "./lay-out.ts"
import type { Band, Segment } from "./report-model.ts"

export function isFailure(status: string): boolean {
  return status === "FAILED" || status === "TIMED_OUT" || status === "STOPPED" || status === "ERROR"
}

/** What an operation did when: it ran, failed, waited. */
export function segmentsOf(operation: OperationResult, instants: Instants): readonly Segment[] {
  const { type, startTimestamp: from, endTimestamp: to, status, error } = operation
  if (type === "STEP") return layOut(stretchesOfStep(operation), instants)
  const note = status.toLowerCase().replaceAll("_", " ")
  // What happens inside of a context at its last instant is to stand below it.
  const context: Stretch = { kind: "context", from, to, note, hasEnd: true }
  if (type === "CONTEXT") return layOut([context], instants)
  const waited: Stretch = { kind: "waiting", from, to, note }
  if (!isFailure(status) || to === undefined) return layOut([waited], instants)
  const failed: Stretch = { kind: "failed", from: to, to, note: describeError(error) || note }
  return layOut([waited, failed], instants)
}

/** Each attempt of a step, and the pauses between them. */
function stretchesOfStep(step: OperationResult): readonly Stretch[] {
  const stretches: Stretch[] = []
  let open: Stretch | undefined
  const close = (at: Date, as?: Partial<Stretch>): void => {
    if (open !== undefined) stretches.push({ ...open, ...as, to: at })
    open = undefined
  }
  let attempt = 0
  for (const event of step.events) {
    const at = event.EventTimestamp ?? step.startTimestamp
    if (event.EventType === "StepStarted") {
      close(at)
      open = { kind: "running", from: at, to: undefined, note: `attempt ${++attempt}` }
      continue
    }
    const details = event.StepSucceededDetails ?? event.StepFailedDetails
    if (details === undefined) continue
    // Without a start of its own, an attempt ran at the instant at which it ended.
    if (open?.kind !== "running") {
      close(at)
      const from = attempt === 0 ? step.startTimestamp : at
      open = { kind: "running", from, to: undefined, note: "" }
      attempt++
    }
    close(at, outcomeOf(event, details.RetryDetails?.CurrentAttempt ?? attempt))
    const delay = details.RetryDetails?.NextAttemptDelaySeconds
    if (delay === undefined) continue
    open = { kind: "waiting", from: at, to: undefined, note: pauseOf(delay) }
  }
  return open === undefined ? stretches : [...stretches, open]
}

function outcomeOf({ StepFailedDetails }: Event, attempt: number): Partial<Stretch> {
  if (StepFailedDetails === undefined) return { note: `attempt ${attempt} succeeded` }
  const error = describeError(StepFailedDetails.Error?.Payload)
  return { kind: "failed", note: `attempt ${attempt} failed ${error}`.trim() }
}

function pauseOf(seconds: number): string {
  return `waits ${formatDuration(seconds * 1_000)} for its next attempt`
}

/** The execution itself: its invocations, and the time between them in which no code runs. */
export function segmentsOfExecution(execution: Execution, instants: Instants): readonly Segment[] {
  const stretches: Stretch[] = []
  let idleSince = execution.startTimestamp
  const idleUntil = (to: Date | undefined): void => {
    if (to !== undefined && to <= idleSince) return
    stretches.push({ kind: "waiting", from: idleSince, to, note: "no code runs" })
  }
  for (const invocation of execution.invocations) {
    const { number, startTimestamp: from, endTimestamp: to, status } = invocation
    idleUntil(from)
    const kind = isFailure(status) ? "failed" : "running"
    const note = `invocation ${number}: ${status.toLowerCase()}`
    stretches.push({ kind, from, to, note, hasEnd: worksAtItsEnd(invocation) })
    if (to === undefined) return layOut(stretches, instants)
    idleSince = to
  }
  idleUntil(execution.endTimestamp)
  return layOut(stretches, instants)
}

export function bandsOf({ invocations }: Execution, instants: Instants): readonly Band[] {
  return invocations.map((invocation) => {
    const { number, status, startTimestamp: from, endTimestamp: to } = invocation
    const stretch: Stretch = {
      kind: "running",
      from,
      to,
      note: "",
      hasEnd: worksAtItsEnd(invocation),
    }
    const [drawn] = layOut([stretch], instants)
    return { number, status, from: drawn?.from ?? 0, to: drawn?.to ?? 0 }
  })
}

/** Whether something was recorded at the instant at which it ended. */
function worksAtItsEnd({ events, endTimestamp }: InvocationResult): boolean {
  return events.some(
    ({ EventType, EventTimestamp }) =>
      EventType !== "InvocationCompleted" &&
      EventTimestamp !== undefined &&
      EventTimestamp.getTime() === endTimestamp?.getTime(),
  )
}
