import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import type { InvocationRecord } from "../../world/invocation/invocation-log.ts"

/** One invocation of the handler within an execution. Times are virtual. */
export class InvocationResult {
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
  readonly #lastEvent: number | undefined
  readonly #readHistory: () => readonly Event[]

  /** @internal */
  constructor(record: InvocationRecord, index: number, readHistory: () => readonly Event[]) {
    const { outcome } = record
    this.number = index + 1
    this.requestId = record.requestId
    this.startTimestamp = new Date(record.startedAt)
    this.endTimestamp = record.endedAt === undefined ? undefined : new Date(record.endedAt)
    this.status = statusOf(record)
    this.error = outcome?.kind === "failed" ? outcome.error : errorOfOutput(outcome?.output)
    this.thrown = record.thrown
    this.firstEvent = record.firstEvent
    this.#lastEvent = record.lastEvent
    this.#readHistory = readHistory
  }

  /** The events from its begin to its end, and the end of the execution if it ended that. */
  get events(): readonly Event[] {
    return this.#readHistory().slice(this.firstEvent, this.#lastEvent)
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
