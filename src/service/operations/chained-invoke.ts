import type { ChainedInvokeTargetFact } from "../state/event-record.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import { parseFunctionTarget } from "../values/function-target.ts"
import type { ChainedInvokeRecord, OperationRecord } from "../state/operation-record.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import { recordOutcome } from "../executions/chained-invoke-outcome.ts"
import { utf8Bytes } from "../values/utf8.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"
import { errorEvent, resultEvent, wrapText } from "./event-view.ts"
import { launch, resolveTarget } from "./launch-target.ts"
import type { OperationDescriptor } from "./operation-descriptor.ts"
import { outcomeBytes, withOutcome } from "./outcome-view.ts"

/*
 * CHAINED_INVOKE (sections 3.6 and 7)
 *
 *   absent   --START-->         STARTED, or FAILED at once if there is nothing to invoke
 *   STARTED  --target ended-->  SUCCEEDED, FAILED, TIMED_OUT, STOPPED
 */

export const chainedInvokeOperation: OperationDescriptor<"CHAINED_INVOKE"> = {
  events: {
    ChainedInvokeStarted: {
      details: ({ functionName, tenantId, target }, includeData) => ({
        FunctionName: functionName,
        ...(tenantId !== undefined && { TenantId: tenantId }),
        ...(target !== undefined && targetDetails(target, includeData)),
      }),
      dataBytes: ({ target }) => utf8Bytes(target?.input),
    },
    ChainedInvokeSucceeded: resultEvent,
    ChainedInvokeFailed: errorEvent,
    ChainedInvokeTimedOut: errorEvent,
    ChainedInvokeStopped: errorEvent,
  },
  endedBy: "function",
  mayEndInBatchOfStart: false,
  checkPayload: checkInputSize,
  check: checkChainedInvoke,
  apply: applyChainedInvoke,
  addDetails(operation, record) {
    operation.ChainedInvokeDetails = withOutcome({}, record)
  },
  dataBytes: outcomeBytes,
  dueAt: () => undefined,
  waitsFor: ({ functionName }) => ({ target: functionName }),
  outcomeIn: ({ ChainedInvokeDetails }) => ChainedInvokeDetails,
  progressIn: () => undefined,
}

function targetDetails(target: ChainedInvokeTargetFact, includeData: boolean): object {
  const { input, executedVersion, durableExecutionArn } = target
  return {
    Input: wrapText(input, includeData),
    ExecutedVersion: executedVersion,
    ...(durableExecutionArn !== undefined && { DurableExecutionArn: durableExecutionArn }),
  }
}

function checkInputSize(
  { texts, limits }: ServiceSettings,
  _execution: ExecutionState,
  payloadBytes: number,
): void {
  if (payloadBytes <= limits.chainedInvokeInputBytes) return
  throw invalidParameter(texts.chainedInvokeInputTooLarge(limits.chainedInvokeInputBytes))
}

function checkChainedInvoke(
  settings: ServiceSettings,
  update: OperationUpdate,
  existing: OperationRecord | undefined,
): void {
  const { texts } = settings
  if (update.action !== "START") throw invalidParameter(texts.invalidAction)
  if (existing !== undefined) throw invalidParameter(texts.chainedInvokeExists)
  if (update.chainedInvoke === undefined) {
    throw invalidParameter(texts.chainedInvokeWithoutOptions)
  }
  const { functionName } = update.chainedInvoke
  const target = parseFunctionTarget(functionName)
  if (target === undefined) throw invalidParameter(texts.invalidFunctionArn(functionName))
  if (target.region !== undefined && target.region !== settings.region) {
    throw invalidParameter(texts.functionInOtherRegion)
  }
  if (target.accountId !== undefined && target.accountId !== settings.accountId) {
    throw invalidParameter(texts.functionOfOtherAccount)
  }
}

function applyChainedInvoke(checkpointing: Checkpointing, update: OperationUpdate): void {
  const { execution, now } = checkpointing
  const target = update.chainedInvoke
  if (target === undefined) return
  const operation: ChainedInvokeRecord = {
    ...newRecord(checkpointing, update),
    type: "CHAINED_INVOKE",
    functionName: target.functionName,
    childArn: undefined,
    result: undefined,
    error: undefined,
  }
  addOperation(execution, operation)
  const resolution = resolveTarget(checkpointing, target, update)
  const launched =
    "error" in resolution
      ? undefined
      : launch(checkpointing, operation, { ...resolution, target, payload: update.payload })
  const { functionName, tenantId } = target
  const eventType = "ChainedInvokeStarted"
  appendEvent(execution, operation, { eventType, functionName, tenantId, target: launched }, now)
  if ("error" in resolution) {
    recordOutcome(execution, operation, { status: "FAILED", error: resolution.error }, now)
  }
}
