import type { ErrorObject, OperationType } from "@aws-sdk/client-lambda"
import * as constraints from "../wire/constraints.ts"
import { readErrorObject } from "../wire/error-shape.ts"
import { errorObjectBytes } from "../values/error-object.ts"
import { OPERATION_TYPES } from "../values/operation-type.ts"
import type { ShapeReader } from "../wire/shape-reader.ts"
import { utf8Bytes } from "../values/utf8.ts"

const operationActions = ["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"] as const
type OperationActionName = (typeof operationActions)[number]

/** Named by what a request calls them; others are unknown. */
const knownTypes = new Map<string | undefined, OperationType>(
  OPERATION_TYPES.map((type) => [type, type]),
)
const knownActions = new Map<string | undefined, OperationActionName>(
  operationActions.map((action) => [action, action]),
)

export interface ChainedInvokeTarget {
  readonly functionName: string
  readonly tenantId: string | undefined
  readonly traceHeader: string | undefined
}

/** One entry of a checkpoint (section 1.3), of the right shape and detached from the request. */
export interface OperationUpdate {
  /** Empty if the request had none: rule B5 refuses it. */
  readonly id: string
  readonly parentId: string | undefined
  readonly name: string | undefined
  /** `undefined` if the service knows no such type: rule U7 refuses it. */
  readonly type: OperationType | undefined
  readonly subType: string | undefined
  /** `undefined` if the service knows no such action: rule U7 refuses it. */
  readonly action: OperationActionName | undefined
  readonly payload: string | undefined
  readonly payloadBytes: number
  readonly error: ErrorObject | undefined
  readonly errorBytes: number
  readonly replayChildren: boolean | undefined
  readonly hasStepOptions: boolean
  readonly nextAttemptDelaySeconds: number | undefined
  readonly waitSeconds: number | undefined
  readonly timeoutSeconds: number | undefined
  readonly heartbeatTimeoutSeconds: number | undefined
  readonly chainedInvoke: ChainedInvokeTarget | undefined
}

/** Type and action are read as plain text: what the service makes of unknown ones is rule U7. */
export function readOperationUpdate(reader: ShapeReader, value: unknown): OperationUpdate {
  const update = reader.structure(value, "") ?? {}
  const type = reader.string(update["Type"], "type", constraints.requiredText)
  const action = reader.string(update["Action"], "action", constraints.requiredText)
  const stepOptions = reader.structure(update["StepOptions"], "stepOptions")
  const waitOptions = reader.structure(update["WaitOptions"], "waitOptions")
  const callbackOptions = reader.structure(update["CallbackOptions"], "callbackOptions")
  const payload = reader.string(update["Payload"], "payload", payloadConstraint(type))
  const error = readErrorObject(reader, update["Error"], "error")
  return {
    id: readId(reader, update["Id"]),
    parentId: reader.string(update["ParentId"], "parentId", constraints.operationId),
    name: reader.string(update["Name"], "name", constraints.operationName),
    type: knownTypes.get(type),
    subType: reader.string(update["SubType"], "subType", constraints.subType),
    action: knownActions.get(action),
    payload,
    payloadBytes: utf8Bytes(payload),
    error,
    errorBytes: errorObjectBytes(error),
    replayChildren: readReplayChildren(reader, update["ContextOptions"]),
    hasStepOptions: stepOptions !== undefined,
    nextAttemptDelaySeconds: reader.integer(
      stepOptions?.["NextAttemptDelaySeconds"],
      "stepOptions.nextAttemptDelaySeconds",
      constraints.delaySeconds,
    ),
    waitSeconds: reader.integer(
      waitOptions?.["WaitSeconds"],
      "waitOptions.waitSeconds",
      constraints.delaySeconds,
    ),
    timeoutSeconds: reader.integer(
      callbackOptions?.["TimeoutSeconds"],
      "callbackOptions.timeoutSeconds",
      constraints.callbackTimeoutSeconds,
    ),
    heartbeatTimeoutSeconds: reader.integer(
      callbackOptions?.["HeartbeatTimeoutSeconds"],
      "callbackOptions.heartbeatTimeoutSeconds",
      constraints.callbackTimeoutSeconds,
    ),
    chainedInvoke: readChainedInvoke(reader, update["ChainedInvokeOptions"]),
  }
}

/** The service has recorded results of executions that are longer than its own model allows (section 13, row 34). */
function payloadConstraint(type: string | undefined): typeof constraints.text {
  return type === "EXECUTION" ? constraints.text : constraints.payload
}

function readId(reader: ShapeReader, value: unknown): string {
  if (value === undefined || value === null || value === "") return ""
  return reader.string(value, "id", constraints.operationId) ?? ""
}

function readReplayChildren(reader: ShapeReader, value: unknown): boolean | undefined {
  const options = reader.structure(value, "contextOptions")
  return reader.boolean(options?.["ReplayChildren"], "contextOptions.replayChildren")
}

function readChainedInvoke(reader: ShapeReader, value: unknown): ChainedInvokeTarget | undefined {
  const options = reader.structure(value, "chainedInvokeOptions")
  if (options === undefined) return undefined
  const functionName = reader.string(
    options["FunctionName"],
    "chainedInvokeOptions.functionName",
    constraints.targetFunctionName,
  )
  return {
    functionName: functionName ?? "",
    tenantId: reader.string(
      options["TenantId"],
      "chainedInvokeOptions.tenantId",
      constraints.tenantId,
    ),
    traceHeader: reader.string(
      options["XAmznTraceId"],
      "chainedInvokeOptions.xAmznTraceId",
      constraints.text,
    ),
  }
}
