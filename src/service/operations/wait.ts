import type { ServiceSettings } from "../values/service-options.ts"
import { armTimer, disarmTimer } from "../state/execution-timers.ts"
import type { OperationRecord, WaitRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent, transition } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import { toTimestamp } from "../values/instant.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"
import { bareEvent, errorEvent } from "./event-view.ts"
import { acceptAnyPayload, NOTHING_ELSE, type OperationDescriptor } from "./operation-descriptor.ts"

/*
 * WAIT (sections 3.6 and 4.3)
 *
 *   absent   --START-->   STARTED  --timer-->  SUCCEEDED
 *   STARTED  --CANCEL-->  CANCELLED
 */

export const waitOperation: OperationDescriptor<"WAIT"> = {
  events: {
    WaitStarted: {
      details: ({ duration, scheduledEndAt }) => ({
        Duration: duration,
        ScheduledEndTimestamp: toTimestamp(scheduledEndAt),
      }),
      dataBytes: bareEvent.dataBytes,
    },
    WaitSucceeded: {
      details: ({ duration }) => ({ Duration: duration }),
      dataBytes: bareEvent.dataBytes,
    },
    WaitCancelled: {
      details: (fact, includeData) =>
        fact.error === undefined ? {} : errorEvent.details(fact, includeData),
      dataBytes: errorEvent.dataBytes,
    },
  },
  endedBy: "timer",
  mayEndInBatchOfStart: false,
  checkPayload: acceptAnyPayload,
  check: checkWait,
  apply: applyWait,
  addDetails(operation, { scheduledEndAt }) {
    operation.WaitDetails = { ScheduledEndTimestamp: toTimestamp(scheduledEndAt) }
  },
  dataBytes: () => 0,
  dueAt: ({ scheduledEndAt }) => scheduledEndAt,
  waitsFor: () => NOTHING_ELSE,
  outcomeIn: () => undefined,
  progressIn: () => undefined,
}

function checkWait(
  { texts }: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  switch (update.action) {
    case "START":
      if (existing !== undefined) throw invalidParameter(texts.waitExists)
      if (update.waitSeconds === undefined) throw invalidParameter(texts.waitWithoutOptions)
      break
    case "CANCEL":
      if (existing?.status !== "STARTED") throw invalidParameter(texts.waitCannotCancel)
      break
    default:
      throw invalidParameter(texts.invalidAction)
  }
}

function applyWait(checkpointing: Checkpointing, update: OperationUpdate): void {
  if (update.action === "START") start(checkpointing, update)
  else cancel(checkpointing, update)
}

function start(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { state, execution, now } = checkpointing
  const waitSeconds = update.waitSeconds ?? 0
  const scheduledEndAt = now + waitSeconds * 1_000
  const wait: WaitRecord = {
    ...newRecord(checkpointing, update),
    type: "WAIT",
    waitSeconds,
    scheduledEndAt,
    timer: undefined,
  }
  wait.timer = armTimer(state, execution, scheduledEndAt, { kind: "wait", operation: wait })
  addOperation(execution, wait)
  const fact = { eventType: "WaitStarted", duration: waitSeconds, scheduledEndAt } as const
  appendEvent(execution, wait, fact, now)
}

function cancel({ state, execution, now }: Checkpointing, update: OperationUpdate): void {
  const wait = execution.operationsById.get(update.id)
  if (wait?.type !== "WAIT") return
  disarmTimer(state, wait.timer)
  transition(execution, wait, "CANCELLED", now)
  appendEvent(execution, wait, { eventType: "WaitCancelled", error: update.error }, now)
}
