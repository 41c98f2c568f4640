import type { ErrorObject } from "@aws-sdk/client-lambda"
import { createExecution } from "../executions/create-execution.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { ChainedInvokeTargetFact } from "../state/event-record.ts"
import type { ResolvedFunction } from "../state/function-registry.ts"
import { qualifierProblem, tenancyProblem } from "../requests/function-lookup.ts"
import { parseFunctionTarget } from "../values/function-target.ts"
import type { ChainedInvokeRecord } from "../state/operation-record.ts"
import type { ChainedInvokeTarget, OperationUpdate } from "../requests/operation-update.ts"
import type { Checkpointing } from "./checkpointing.ts"

type Resolution = { readonly found: ResolvedFunction } | { readonly error: ErrorObject }

/** A target that cannot be invoked fails the operation with the error Invoke would answer. */
export function resolveTarget(
  { state }: Checkpointing,
  target: ChainedInvokeTarget,
  { name, id, payload }: OperationUpdate,
): Resolution {
  const { texts } = state.settings
  const { functionName = "", qualifier } = parseFunctionTarget(target.functionName) ?? {}
  const lookup = state.functions.find(functionName, qualifier)
  if (lookup.kind === "not-found") {
    const message = texts.functionNotFound(lookup.arn)
    return { error: { ErrorType: "ResourceNotFoundException", ErrorMessage: message } }
  }
  const found = lookup.target
  if (!isJsonOrNothing(payload)) {
    const operation = name === undefined ? `CHAINED_INVOKE ${id}` : `CHAINED_INVOKE '${name}'`
    const message = texts.invokePayloadNotJson(target.functionName, operation)
    return { error: { ErrorType: "InvalidRequestContentException", ErrorMessage: message } }
  }
  const problem = problemWith(state.settings, found, target)
  if (problem === undefined) return { found }
  return { error: { ErrorType: "InvalidParameterValueException", ErrorMessage: problem } }
}

function problemWith(
  settings: ServiceSettings,
  found: ResolvedFunction,
  target: ChainedInvokeTarget,
): string | undefined {
  return qualifierProblem(settings, found) ?? tenancyProblem(settings.texts, found, target.tenantId)
}

/** Lambda parses the payload of every Invoke; the text of a caller's own serdes may be anything. */
function isJsonOrNothing(payload: string | undefined): boolean {
  if (payload === undefined || payload === "") return true
  try {
    JSON.parse(payload)
    return true
  } catch {
    return false
  }
}

export interface Launch {
  readonly found: ResolvedFunction
  readonly target: ChainedInvokeTarget
  readonly payload: string | undefined
}

export function launch(
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
  const { asynchronousPayloadBytes } = state.settings.limits
  const child = createExecution(
    state,
    {
      target: found,
      durableConfig: found.durableConfig,
      name: state.ids.executionName(),
      // The SDK of the target could not parse an empty text.
      payload: payload === "" ? undefined : payload,
      outputBytesLimit: asynchronousPayloadBytes,
      checkpointedResultBytesLimit: asynchronousPayloadBytes,
      tenantId: target.tenantId,
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
