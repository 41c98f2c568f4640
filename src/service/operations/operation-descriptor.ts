import type { Operation, OperationType } from "@aws-sdk/client-lambda"
import type { Instant } from "../values/instant.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { FactOf } from "../state/event-record.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { OperationRecord, RecordOf } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import type { Checkpointing } from "./checkpointing.ts"
import type { EventViews } from "./event-view.ts"
import type { ShownOutcome } from "./outcome-view.ts"

/** What the service, and whoever reads what it shows, has to know of one operation type. */
export interface OperationDescriptor<Type extends OperationType> {
  /** Its events by their names, and what the history shows of each. */
  readonly events: EventViews<FactOf<Type>>
  /**
   * What ends it: its own handler, a timer of the service, a call of an external system, or the end
   * of another function.
   */
  readonly endedBy: "handler" | "timer" | "external-call" | "function"
  /** Whether its START and its end may stand in one batch (rule B3). */
  readonly mayEndInBatchOfStart: boolean

  /** Rule U6. */
  checkPayload(settings: ServiceSettings, execution: ExecutionState, payloadBytes: number): void
  /** Rules U7 and U8: is this action legal for the type, and for the operation as it is? */
  check(
    settings: ServiceSettings,
    update: OperationUpdate,
    existing: OperationRecord | undefined,
  ): void
  /** Section 3.7. The update has passed all checks: from here on nothing fails. */
  apply(checkpointing: Checkpointing, update: OperationUpdate): void

  /** Adds the details of this type to what the API shows. */
  addDetails(operation: Operation, record: RecordOf<Type>): void
  /** The bytes of its data in a page of state. */
  dataBytes(record: RecordOf<Type>): number
  /** When a pending operation ends by itself, if it does. */
  dueAt(record: RecordOf<Type>): Instant | undefined
  /** What else a pending operation waits for. */
  waitsFor(record: RecordOf<Type>): WaitedFor

  /** Where its result and its error lie in what the API shows. */
  outcomeIn(operation: Operation): Readonly<ShownOutcome> | undefined
  /** What, besides its outcome, decides how a handler goes on from what the API shows; no times. */
  progressIn(operation: Operation): unknown
}

export interface WaitedFor {
  readonly callbackId?: string
  /** The name of the function that a CHAINED_INVOKE waits for. */
  readonly target?: string
}

/** A descriptor for whoever has a record or an operation of any type, and asks that of its type. */
export type AnyOperationDescriptor = Omit<OperationDescriptor<OperationType>, "events">

export const NOTHING_ELSE: WaitedFor = {}

export function acceptAnyPayload(): void {}
