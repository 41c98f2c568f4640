import type { ErrorObject, Event, Operation } from "@aws-sdk/client-lambda"
import type { Execution } from "./execution.ts"
import { descriptorOf } from "../../service/operations/operations.ts"
import { parseJson } from "../../text/parse-json.ts"

/** One finished attempt of a step. */
export interface Attempt {
  /** 1 for the first. */
  readonly attempt: number
  readonly status: "SUCCEEDED" | "FAILED"
  readonly startTimestamp: Date | undefined
  readonly endTimestamp: Date
  readonly error: ErrorObject | undefined
  /** How long the service waits before the next attempt; absent after the last one. */
  readonly nextAttemptDelaySeconds: number | undefined
}

/** One operation of an execution, as it stood when the result was taken. Times are virtual. */
export class OperationResult {
  readonly id: string
  readonly name: string | undefined
  readonly type: NonNullable<Operation["Type"]>
  readonly subType: string | undefined
  readonly status: NonNullable<Operation["Status"]>
  readonly startTimestamp: Date
  readonly endTimestamp: Date | undefined
  readonly parent: OperationResult | undefined
  readonly children: OperationResult[] = []
  /** The operation as the service's API shows it. */
  readonly raw: Operation
  /** Its events in the history, in order. */
  readonly events: readonly Event[]
  /** The execution that a chained invoke of a durable function has started. */
  readonly childExecution: Execution | undefined

  /** @internal */
  constructor(
    raw: Operation,
    parent: OperationResult | undefined,
    events: readonly Event[],
    childExecution: Execution | undefined,
  ) {
    this.id = raw.Id ?? ""
    this.name = raw.Name
    this.type = raw.Type ?? "STEP"
    this.subType = raw.SubType
    this.status = raw.Status ?? "STARTED"
    this.startTimestamp = raw.StartTimestamp ?? new Date(0)
    this.endTimestamp = raw.EndTimestamp
    this.parent = parent
    this.raw = raw
    this.events = events
    this.childExecution = childExecution
  }

  /** The result as text, exactly as the service stores it. */
  get payload(): string | undefined {
    return descriptorOf(this.type).outcomeIn(this.raw)?.Result
  }

  /** The result: parsed where it is JSON, else the text. */
  get result(): unknown {
    return parseJson(this.payload)
  }

  get error(): ErrorObject | undefined {
    return descriptorOf(this.type).outcomeIn(this.raw)?.Error
  }

  /** The id that an external system answers with, for a callback and for a `waitForCallback`. */
  get callbackId(): string | undefined {
    if (this.type === "CALLBACK") return this.raw.CallbackDetails?.CallbackId
    if (this.subType !== "WaitForCallback") return undefined
    return this.children.find(({ type }) => type === "CALLBACK")?.callbackId
  }

  /** The finished attempts of a step, in order. */
  get attempts(): readonly Attempt[] {
    const attempts: Attempt[] = []
    let startTimestamp: Date | undefined
    for (const event of this.events) {
      if (event.EventType === "StepStarted") startTimestamp = event.EventTimestamp
      const details = event.StepSucceededDetails ?? event.StepFailedDetails
      if (details === undefined) continue
      attempts.push({
        attempt: details.RetryDetails?.CurrentAttempt ?? attempts.length + 1,
        status: event.EventType === "StepFailed" ? "FAILED" : "SUCCEEDED",
        startTimestamp,
        endTimestamp: event.EventTimestamp ?? new Date(0),
        error: event.StepFailedDetails?.Error?.Payload,
        nextAttemptDelaySeconds: details.RetryDetails?.NextAttemptDelaySeconds,
      })
      startTimestamp = undefined
    }
    return attempts
  }
}
