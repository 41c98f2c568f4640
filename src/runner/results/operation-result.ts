import type { ErrorObject, Event, Operation } from "@aws-sdk/client-lambda"
import { inspect, type InspectOptions } from "node:util"
import type { Execution } from "./execution.ts"
import { descriptorOf } from "../../service/operations/operations.ts"
import { parseJson } from "../../text/values/parse-json.ts"
import { lazyProperties } from "../../text/values/lazy-property.ts"
import { lacksResult, MISSING_DATA } from "./recorded-execution.ts"
import type { ThrownErrors } from "../logs/thrown-errors.ts"

/** One finished attempt of a step. */
export interface Attempt {
  /** 1 for the first. */
  readonly attempt: number
  readonly status: "SUCCEEDED" | "FAILED"
  readonly startTimestamp: Date | undefined
  readonly endTimestamp: Date
  readonly error: ErrorObject | undefined
  /** The original error that the body threw, with its stack; undefined if the body did not throw. */
  readonly thrown: unknown
  /** The delay before the next attempt; absent after the last one. */
  readonly nextAttemptDelaySeconds: number | undefined
}

/** Where the handler began an operation, or others like it; empty where nothing tells. */
export function siteOfCall(operation: OperationResult): string {
  return readSite(operation)
}

let readSite: (operation: OperationResult) => string

/** A snapshot of one operation of an execution. Times are virtual. */
export class OperationResult {
  static readonly #lazy = lazyProperties<OperationResult>(
    {
      events: (operation) => operation.#events.of(operation.id),
      callbackId: callbackIdOf,
      attempts: (operation) => attemptsOf(operation, operation.#thrown),
    },
    {
      result: (operation) =>
        operation.payload === undefined && lacksResult(operation.events.at(-1))
          ? MISSING_DATA
          : parseJson(operation.payload),
    },
  )

  static {
    readSite = (operation) => operation.#thrown.siteOf(operation.raw)
  }

  readonly id: string
  readonly name: string | undefined
  readonly type: NonNullable<Operation["Type"]>
  readonly subType: string | undefined
  readonly status: NonNullable<Operation["Status"]>
  readonly startTimestamp: Date
  readonly endTimestamp: Date | undefined
  declare readonly parent: OperationResult | undefined
  readonly children: OperationResult[] = []
  /** The operation as the service's API shows it. */
  readonly raw: Operation
  /** Its events in the history, in order. */
  declare readonly events: readonly Event[]
  /** The execution that a chained invoke of a durable function started. */
  readonly childExecution: Execution | undefined
  /** The result as text, exactly as the service stores it. */
  readonly payload: string | undefined
  /** The result: parsed if it is JSON, otherwise the text. */
  declare readonly result: unknown
  readonly error: ErrorObject | undefined
  /** The id that an external system uses to answer a callback or a `waitForCallback`. */
  declare readonly callbackId: string | undefined
  /**
   * Whether the execution has succeeded and its handler had not waited for this operation: it lacks an
   * `await`. False for one that loses a race, and wherever the history is all that is known.
   */
  readonly isUnawaited: boolean
  /** The finished attempts of a step, in order. */
  declare readonly attempts: readonly Attempt[]
  readonly #events: EventsOfOperations
  readonly #thrown: ThrownErrors

  /** @internal */
  constructor(
    raw: Operation,
    parent: OperationResult | undefined,
    events: EventsOfOperations,
    childExecution: Execution | undefined,
    thrown: ThrownErrors,
    isUnawaited: boolean = false,
  ) {
    this.id = raw.Id ?? ""
    this.isUnawaited = isUnawaited
    this.name = raw.Name
    this.type = raw.Type ?? "STEP"
    this.subType = raw.SubType
    this.status = raw.Status ?? "STARTED"
    this.startTimestamp = raw.StartTimestamp ?? new Date(0)
    this.endTimestamp = raw.EndTimestamp
    this.raw = raw
    this.childExecution = childExecution
    const outcome = descriptorOf(this.type).outcomeIn(raw)
    this.payload = outcome?.Result
    this.error = outcome?.Error
    // It leads back to what an assertion or a log prints already.
    Object.defineProperty(this, "parent", { value: parent, enumerable: false })
    this.#events = events
    this.#thrown = thrown
    Object.defineProperties(this, OperationResult.#lazy)
  }

  /** What assertions, snapshots and logs print of an operation. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, type, subType, status, result, error, attempts } = this
    return {
      ...(name !== undefined && { name }),
      type,
      ...(subType !== undefined && { subType }),
      status,
      ...(result !== undefined && { result }),
      ...(error !== undefined && { error }),
      ...(attempts.length > 1 && { attempts: attempts.length }),
    }
  }

  /** @internal */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `OperationResult ${inspect(this.toJSON(), options)}`
  }
}

/** The history by operations, made when the events of one of them are read: few tests look at them. */
export class EventsOfOperations {
  readonly #readHistory: () => readonly Event[]
  #byId: ReadonlyMap<string | undefined, readonly Event[]> | undefined

  constructor(readHistory: () => readonly Event[]) {
    this.#readHistory = readHistory
  }

  of(operationId: string): readonly Event[] {
    this.#byId ??= Map.groupBy(this.#readHistory(), ({ Id }) => Id)
    return this.#byId.get(operationId) ?? []
  }
}

/** The function that a chained invoke names; undefined for every other operation. */
export function targetOf({ events }: OperationResult): string | undefined {
  for (const { ChainedInvokeStartedDetails } of events) {
    if (ChainedInvokeStartedDetails !== undefined) return ChainedInvokeStartedDetails.FunctionName
  }
  return undefined
}

function callbackIdOf(operation: OperationResult): string | undefined {
  if (operation.type === "CALLBACK") return operation.raw.CallbackDetails?.CallbackId
  if (operation.subType !== "WaitForCallback") return undefined
  return operation.children.find(({ type }) => type === "CALLBACK")?.callbackId
}

function attemptsOf({ id, events }: OperationResult, thrown: ThrownErrors): readonly Attempt[] {
  const attempts: Attempt[] = []
  let startTimestamp: Date | undefined
  for (const event of events) {
    if (event.EventType === "StepStarted") startTimestamp = event.EventTimestamp
    const details = event.StepSucceededDetails ?? event.StepFailedDetails
    if (details === undefined) continue
    const attempt = details.RetryDetails?.CurrentAttempt ?? attempts.length + 1
    const isFailed = event.EventType === "StepFailed"
    attempts.push({
      attempt,
      status: isFailed ? "FAILED" : "SUCCEEDED",
      startTimestamp,
      endTimestamp: event.EventTimestamp ?? new Date(0),
      error: event.StepFailedDetails?.Error?.Payload,
      thrown: isFailed ? thrown.ofAttempt(id, attempt) : undefined,
      nextAttemptDelaySeconds: details.RetryDetails?.NextAttemptDelaySeconds,
    })
    startTimestamp = undefined
  }
  return attempts
}
