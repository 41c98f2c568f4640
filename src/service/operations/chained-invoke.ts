import type { ErrorObject } from "@aws-sdk/client-lambda"
import { createExecution } from "../executions/create-execution.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import type { ChainedInvokeTargetFact } from "../state/event-record.ts"
import type { ResolvedFunction } from "../state/function-registry.ts"
import { parseFunctionTarget } from "../values/function-target.ts"
import type { ChainedInvokeRecord, OperationRecord } from "../state/operation-record.ts"
import type { ChainedInvokeTarget, OperationUpdate } from "../requests/operation-update.ts"
import { addOperation, appendEvent } from "../state/record-changes.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import { recordOutcome } from "../executions/chained-invoke-outcome.ts"
import { newRecord, type Checkpointing } from "./checkpointing.ts"

/*
 * CHAINED_INVOKE (sections 3.6 and 7)
 *
 *   absent   --START-->         STARTED, or FAILED at once if there is nothing to invoke
 *   STARTED  --target ended-->  SUCCEEDED, FAILED, TIMED_OUT, STOPPED
 */

export function checkChainedInvoke(
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

export function applyChainedInvoke(checkpointing: Checkpointing, update: OperationUpdate): void {
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
  const resolution = resolve(checkpointing, target)
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

type Resolution = { readonly found: ResolvedFunction } | { readonly error: ErrorObject }

/** A target that cannot be invoked fails the operation with the error Invoke would answer. */
function resolve({ state }: Checkpointing, target: ChainedInvokeTarget): Resolution {
  const { texts } = state.settings
  const { functionName = "", qualifier } = parseFunctionTarget(target.functionName) ?? {}
  const lookup = state.functions.find(functionName, qualifier)
  if (lookup.kind === "not-found") {
    const message = texts.functionNotFound(lookup.arn)
    return { error: { ErrorType: "ResourceNotFoundException", ErrorMessage: message } }
  }
  const found = lookup.target
  const problem = problemWith(texts, found, target)
  if (problem === undefined) return { found }
  return { error: { ErrorType: "InvalidParameterValueException", ErrorMessage: problem } }
}

function problemWith(
  texts: ErrorTexts,
  found: ResolvedFunction,
  target: ChainedInvokeTarget,
): string | undefined {
  if (found.durableConfig !== undefined && !found.isQualified) {
    return texts.unqualifiedDurableFunction
  }
  if (target.tenantId !== undefined && !found.tenantIsolated) return texts.tenantNotSupported
  if (target.tenantId === undefined && found.tenantIsolated) return texts.tenantMissing
  return undefined
}

interface Launch {
  readonly found: ResolvedFunction
  readonly target: ChainedInvokeTarget
  readonly payload: string | undefined
}

function launch(
  checkpointing: Checkpointing,
  operation: ChainedInvokeRecord,
  launching: Launch,
): ChainedInvokeTargetFact {
  const durableExecutionArn = launchDurable(checkpointing, operation, launching)
  if (durableExecutionArn === undefined) launchPlain(checkpointing, operation, launching)
  const { found, payload } = launching
  return { input: payload, executedVersion: found.executedVersion, durableExecutionArn }
}

function launchDurable(
  { state, execution, now }: Checkpointing,
  operation: ChainedInvokeRecord,
  { found, target, payload }: Launch,
): string | undefined {
  if (found.durableConfig === undefined) return undefined
  const child = createExecution(
    state,
    {
      target: found,
      durableConfig: found.durableConfig,
      name: state.ids.executionName(),
      payload,
      outputBytesLimit: state.settings.limits.asynchronousPayloadBytes,
      traceHeader: target.traceHeader ?? execution.traceHeader,
      parent: { execution, operation },
    },
    now,
  )
  operation.childArn = child.arn
  return child.arn
}

/** One synchronous invocation. A plain function without input gets an empty object. */
function launchPlain(
  { state, execution }: Checkpointing,
  operation: ChainedInvokeRecord,
  { found, target, payload }: Launch,
): void {
  const invocation = {
    invocationId: state.ids.requestId(),
    functionName: found.functionName,
    version: found.executedVersion,
    functionArn: found.functionArn,
    payload: payload === undefined || payload === "" ? "{}" : payload,
    tenantId: target.tenantId,
    execution,
    operation,
    begun: false,
  }
  state.plainInvocations.set(invocation.invocationId, invocation)
  state.ready.set(invocation.invocationId, { kind: "plain", invocation })
}
