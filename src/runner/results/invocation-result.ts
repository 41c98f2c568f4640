import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import { inspect, type InspectOptions } from "node:util"
import type { InvocationRecord } from "../../world/invocation/invocation-log.ts"
import { lazyProperties } from "../../text/values/lazy-property.ts"

/** One invocation of the handler within an execution. Times are virtual. */
export class InvocationResult {
  static readonly #lazy = lazyProperties<InvocationResult>(
    { events: (one) => one.#readHistory().slice(one.firstEvent, one.#lastEvent) },
    {},
  )

  /** 1 for the first. */
  readonly number: number
  readonly requestId: string
  readonly startTimestamp: Date
  readonly endTimestamp: Date | undefined
  /** The answer of the handler; `ERROR` if it threw, exited or reached its time-out. */
  readonly status: "SUCCEEDED" | "FAILED" | "PENDING" | "ERROR" | "RUNNING"
  readonly error: ErrorObject | undefined
  /** The original error that the handler threw, with its stack; also if the SDK caught it. */
  readonly thrown: unknown
  /** The number of events in the history at its start. */
  readonly firstEvent: number
  /** The events from its start to its end, and the end of the execution if the invocation ended it. */
  declare readonly events: readonly Event[]
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
    this.thrown = thrownIn(record, this.status)
    this.firstEvent = record.firstEvent
    this.#lastEvent = record.lastEvent
    this.#readHistory = readHistory
    Object.defineProperties(this, InvocationResult.#lazy)
  }

  /** What assertions, snapshots and logs print of an invocation. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { number, status, error } = this
    return { number, status, ...(error !== undefined && { error }) }
  }

  /** @internal */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `InvocationResult ${inspect(this.toJSON(), options)}`
  }
}

/** An invocation that ended otherwise has thrown nothing, whatever its code does later. */
function thrownIn(record: InvocationRecord, status: InvocationResult["status"]): unknown {
  if (status !== "FAILED") return record.thrown
  return record.thrownErrors.findLast(({ path }) => path === "root")?.thrown
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
