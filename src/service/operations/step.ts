import type { ServiceSettings } from "../values/service-options.ts"
import { armTimer } from "../state/execution-timers.ts"
import type { OperationRecord, OperationStatusName, StepRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent, transition } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"
import { checkClosingFields } from "../requests/field-rules.ts"
import type { AttemptFact } from "../state/event-record.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { toTimestamp } from "../values/instant.ts"
import { bareEvent, errorEvent, resultEvent } from "./event-view.ts"
import { NOTHING_ELSE, type OperationDescriptor } from "./operation-descriptor.ts"
import { outcomeBytes, withOutcome } from "./outcome-view.ts"

/*
 * STEP (sections 3.6 and 4.2)
 *
 *   absent, READY           --START-->          STARTED
 *   absent, STARTED, READY  --SUCCEED, FAIL-->  SUCCEEDED, FAILED
 *   absent, STARTED, READY  --RETRY-->          PENDING  --timer-->  READY
 *
 * PENDING takes no update until its timer has fired. STARTED cannot be started again: after a crash
 * the SDK closes or retries the attempt it finds.
 */

export const stepOperation: OperationDescriptor<"STEP"> = {
  events: {
    StepStarted: bareEvent,
    StepSucceeded: {
      details: (fact, includeData) => withRetry(resultEvent.details(fact, includeData), fact),
      dataBytes: resultEvent.dataBytes,
    },
    StepFailed: {
      details: (fact, includeData) => withRetry(errorEvent.details(fact, includeData), fact),
      dataBytes: errorEvent.dataBytes,
    },
  },
  endedBy: "handler",
  mayEndInBatchOfStart: true,
  checkPayload: checkOutputSize,
  check: checkStep,
  apply: applyStep,
  addDetails(operation, record) {
    operation.StepDetails = withOutcome({ Attempt: record.attempt }, record)
    if (record.nextAttemptAt !== undefined) {
      operation.StepDetails.NextAttemptTimestamp = toTimestamp(record.nextAttemptAt)
    }
  },
  dataBytes: outcomeBytes,
  dueAt: ({ nextAttemptAt }) => nextAttemptAt,
  waitsFor: () => NOTHING_ELSE,
  outcomeIn: ({ StepDetails }) => StepDetails,
  progressIn: ({ StepDetails }) => StepDetails?.Attempt,
}

function withRetry(details: object, { attempt, nextAttemptDelaySeconds }: AttemptFact): object {
  const delay = nextAttemptDelaySeconds
  const RetryDetails = {
    CurrentAttempt: attempt,
    ...(delay !== undefined && { NextAttemptDelaySeconds: delay }),
  }
  return Object.assign(details, { RetryDetails })
}

function checkOutputSize(
  { texts, limits }: ServiceSettings,
  _execution: ExecutionState,
  payloadBytes: number,
): void {
  if (payloadBytes <= limits.stepPayloadBytes) return
  throw invalidParameter(texts.stepPayloadTooLarge(limits.stepPayloadBytes))
}

type Predecessor = OperationStatusName | "absent"

const startable: ReadonlySet<Predecessor> = new Set(["absent", "READY"])
const finishable: ReadonlySet<Predecessor> = new Set(["absent", "STARTED", "READY"])

function checkStep(
  { texts }: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  const status = existing?.status ?? "absent"
  switch (update.action) {
    case "START":
      if (!startable.has(status)) throw invalidParameter(texts.stepCannotStart)
      if (update.hasStepOptions) throw invalidParameter(texts.invalidStepOptions)
      break
    case "SUCCEED":
    case "FAIL":
      if (!finishable.has(status)) throw invalidParameter(texts.stepCannotClose)
      if (update.hasStepOptions) throw invalidParameter(texts.invalidStepOptions)
      checkClosingFields(texts, update)
      break
    case "RETRY":
      if (!finishable.has(status)) throw invalidParameter(texts.stepCannotRetry)
      if (update.nextAttemptDelaySeconds === undefined) {
        throw invalidParameter(texts.invalidStepOptions)
      }
      if (update.error !== undefined && update.payload !== undefined) {
        throw invalidParameter(texts.errorAndPayloadForRetry)
      }
      break
    default:
      throw invalidParameter(texts.invalidAction)
  }
}

function applyStep(checkpointing: Checkpointing, update: OperationUpdate): void {
  const step = findStep(checkpointing, update) ?? createStep(checkpointing, update)
  switch (update.action) {
    case "START":
      start(checkpointing, step)
      break
    case "SUCCEED":
      succeed(checkpointing, step, update)
      break
    case "FAIL":
      fail(checkpointing, step, update)
      break
    case "RETRY":
      retry(checkpointing, step, update)
      break
    default:
      break
  }
}

function findStep({ execution }: Checkpointing, { id }: OperationUpdate): StepRecord | undefined {
  const record = execution.operationsById.get(id)
  return record?.type === "STEP" ? record : undefined
}

/** Without an event: a step that is closed unstarted has none (3.7). */
function createStep(checkpointing: Checkpointing, update: OperationUpdate): StepRecord {
  const step: StepRecord = {
    ...newRecord(checkpointing, update),
    type: "STEP",
    attempt: 0,
    nextAttemptAt: undefined,
    result: undefined,
    error: undefined,
  }
  addOperation(checkpointing.execution, step)
  return step
}

/** Result and error of the attempt before are kept: a condition's next poll reads them (4.2). */
function start({ execution, now }: Checkpointing, step: StepRecord): void {
  transition(execution, step, "STARTED", now)
  appendEvent(execution, step, { eventType: "StepStarted" }, now)
}

function succeed(
  { execution, now }: Checkpointing,
  step: StepRecord,
  update: OperationUpdate,
): void {
  finishAttempt(step, update)
  transition(execution, step, "SUCCEEDED", now)
  appendSucceeded({ execution, now }, step, undefined)
}

function fail({ execution, now }: Checkpointing, step: StepRecord, update: OperationUpdate): void {
  finishAttempt(step, update)
  transition(execution, step, "FAILED", now)
  appendFailed({ execution, now }, step, undefined)
}

/** A retry without an error is a condition that is not met yet: its attempt succeeded (3.7). */
function retry(
  { state, execution, now }: Checkpointing,
  step: StepRecord,
  update: OperationUpdate,
): void {
  const delaySeconds = update.nextAttemptDelaySeconds ?? 0
  finishAttempt(step, update)
  step.nextAttemptAt = now + delaySeconds * 1_000
  transition(execution, step, "PENDING", now)
  armTimer(state, execution, step.nextAttemptAt, { kind: "step-retry", operation: step })
  if (update.error === undefined) appendSucceeded({ execution, now }, step, delaySeconds)
  else appendFailed({ execution, now }, step, delaySeconds)
}

function finishAttempt(step: StepRecord, update: OperationUpdate): void {
  step.attempt++
  step.result = update.payload
  step.error = update.error
}

type Recording = Pick<Checkpointing, "execution" | "now">

function appendSucceeded(
  { execution, now }: Recording,
  step: StepRecord,
  nextAttemptDelaySeconds: number | undefined,
): void {
  const { result, attempt } = step
  const fact = { eventType: "StepSucceeded", result, attempt, nextAttemptDelaySeconds } as const
  appendEvent(execution, step, fact, now)
}

function appendFailed(
  { execution, now }: Recording,
  step: StepRecord,
  nextAttemptDelaySeconds: number | undefined,
): void {
  const { error, attempt } = step
  const fact = { eventType: "StepFailed", error, attempt, nextAttemptDelaySeconds } as const
  appendEvent(execution, step, fact, now)
}
