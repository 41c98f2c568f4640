import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import type { InvocationRecord } from "../simulation/invocation-log.ts"

/** One invocation of the handler within an execution. Times are virtual. */
export interface InvocationResult {
  /** 1 for the first. */
  readonly number: number
  readonly requestId: string
  readonly startTimestamp: Date
  readonly endTimestamp: Date | undefined
  /** What the handler answered; `ERROR` for one that threw, exited or ran into its time-out. */
  readonly status: "SUCCEEDED" | "FAILED" | "PENDING" | "ERROR" | "RUNNING"
  readonly error: ErrorObject | undefined
  /** What was thrown, as it was thrown. */
  readonly thrown: unknown
  /** How many events the history had when it began. */
  readonly firstEvent: number
  /** The events that were recorded while it ran, its own end included. */
  readonly events: readonly Event[]
}

export function toInvocationResult(
  record: InvocationRecord,
  index: number,
  history: readonly Event[],
): InvocationResult {
  const { outcome } = record
  return {
    number: index + 1,
    requestId: record.requestId,
    startTimestamp: new Date(record.startedAt),
    endTimestamp: record.endedAt === undefined ? undefined : new Date(record.endedAt),
    status: statusOf(record),
    error: outcome?.kind === "failed" ? outcome.error : errorOfOutput(outcome?.output),
    thrown: record.thrown,
    firstEvent: record.firstEvent,
    events: history.slice(record.firstEvent, record.lastEvent),
  }
}

function statusOf({ outcome }: InvocationRecord): InvocationResult["status"] {
  if (outcome === undefined) return "RUNNING"
  if (outcome.kind === "failed") return "ERROR"
  const { Status } = (outcome.output ?? {}) as { Status?: InvocationResult["status"] }
  return Status ?? "ERROR"
}

function errorOfOutput(output: unknown): ErrorObject | undefined {
  return (output as { Error?: ErrorObject } | undefined)?.Error
}
