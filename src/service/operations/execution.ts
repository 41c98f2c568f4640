import { closeExecutionByCheckpoint, type Closure } from "../executions/close-execution.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { Checkpointing } from "./checkpointing.ts"
import { checkClosingFields } from "../requests/field-rules.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { utf8Bytes } from "../values/utf8.ts"
import { bareEvent, errorEvent, resultEvent, wrapText } from "./event-view.ts"
import { NOTHING_ELSE, type OperationDescriptor } from "./operation-descriptor.ts"

/*
 * EXECUTION (section 3.6): SUCCEED and FAIL close the execution itself, whatever id the update
 * carries. The SDK closes so when a result is too large to be returned, so the limit of what is returned
 * does not hold here.
 */

export const executionOperation: OperationDescriptor<"EXECUTION"> = {
  events: {
    ExecutionStarted: {
      details: ({ input, executionTimeout }, includeData) => ({
        Input: wrapText(input, includeData),
        ExecutionTimeout: executionTimeout,
      }),
      dataBytes: ({ input }) => utf8Bytes(input),
    },
    ExecutionSucceeded: resultEvent,
    ExecutionFailed: errorEvent,
    ExecutionStopped: errorEvent,
    ExecutionTimedOut: bareEvent,
  },
  endedBy: "handler",
  mayEndInBatchOfStart: false,
  checkPayload: checkOutputSize,
  check: checkExecution,
  apply: applyExecution,
  addDetails(operation, { inputPayload }) {
    operation.ExecutionDetails = inputPayload === undefined ? {} : { InputPayload: inputPayload }
  },
  dataBytes: ({ inputPayload }) => utf8Bytes(inputPayload),
  dueAt: () => undefined,
  waitsFor: () => NOTHING_ELSE,
  outcomeIn: () => undefined,
  progressIn: () => undefined,
}

function checkOutputSize(
  { texts }: ServiceSettings,
  { checkpointedResultBytesLimit: limit }: ExecutionState,
  payloadBytes: number,
): void {
  if (payloadBytes <= limit) return
  throw invalidParameter(texts.executionOutputTooLarge(limit))
}

function checkExecution({ texts }: ServiceSettings, update: OperationUpdate): void {
  if (update.action !== "SUCCEED" && update.action !== "FAIL") {
    throw invalidParameter(texts.invalidAction)
  }
  checkClosingFields(texts, update)
}

function applyExecution(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { state, execution, now } = checkpointing
  const closure: Closure =
    update.action === "SUCCEED"
      ? { status: "SUCCEEDED", result: update.payload }
      : { status: "FAILED", error: update.error }
  closeExecutionByCheckpoint(state, execution, closure, now)
}
