import * as constraints from "../wire/constraints.ts"
import { createExecution } from "../executions/create-execution.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { findRetained } from "../executions/settle-and-find.ts"
import {
  assertTenancy,
  qualifierProblem,
  resolveFunctionTarget,
} from "../requests/function-lookup.ts"
import type { ResolvedFunction } from "../state/function-registry.ts"
import type { Instant } from "../values/instant.ts"
import { invalidParameter, ServiceError } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { ServiceState } from "../state/service-state.ts"
import { ShapeReader } from "../wire/shape-reader.ts"
import { utf8Bytes } from "../values/utf8.ts"

/** An Invoke of a durable function (section 2.1). */
export interface StartExecutionRequest {
  /** Name, `name:qualifier`, partial or full ARN. */
  readonly functionName: string
  readonly qualifier?: string
  /** Default: a new UUID. */
  readonly name?: string
  /** JSON text. */
  readonly payload?: string
  /** Default "RequestResponse". */
  readonly invocationType?: "RequestResponse" | "Event"
  /** Needed by a tenant-isolated function, and refused by others. */
  readonly tenantId?: string
  readonly traceHeader?: string
  /** Default: that of the function. */
  readonly executionTimeoutSeconds?: number
}

export interface StartedExecution {
  readonly durableExecutionArn: string
  readonly executedVersion: string
  /** False if an execution of that name and payload existed already. */
  readonly created: boolean
}

const longestSynchronousSeconds = 15 * 60

export function startExecution(
  state: ServiceState,
  value: unknown,
  now: Instant,
): StartedExecution {
  const { settings } = state
  const { texts, limits } = settings
  const request = readStartRequest(texts, value)
  const isSynchronous = request.invocationType === "RequestResponse"
  const target = resolveFunctionTarget(state, request.functionName, request.qualifier)
  const durableConfig = durableConfigOf(settings, target)
  assertTenancy(texts, target, request.tenantId)
  const executionTimeoutSeconds =
    request.executionTimeoutSeconds ?? durableConfig.executionTimeoutSeconds
  if (
    isSynchronous &&
    settings.enforceSynchronousTimeout &&
    executionTimeoutSeconds > longestSynchronousSeconds
  ) {
    throw invalidParameter(texts.synchronousTimeoutTooLong)
  }
  const payloadLimit = isSynchronous
    ? limits.synchronousPayloadBytes
    : limits.asynchronousPayloadBytes
  if (utf8Bytes(request.payload) > payloadLimit) {
    const message = texts.executionInputTooLarge(payloadLimit)
    throw new ServiceError("RequestTooLargeException", message)
  }
  const existing = findStarted(state, target, request, now)
  if (existing !== undefined) return existing
  const execution = createExecution(
    state,
    {
      target,
      durableConfig: { ...durableConfig, executionTimeoutSeconds },
      name: request.name ?? state.ids.executionName(),
      payload: request.payload,
      outputBytesLimit: payloadLimit,
      checkpointedResultBytesLimit: isSynchronous ? limits.checkpointedResultBytes : payloadLimit,
      tenantId: request.tenantId,
      traceHeader: request.traceHeader,
      parent: undefined,
    },
    now,
  )
  const { arn, version } = execution
  return { durableExecutionArn: arn, executedVersion: version, created: true }
}

function durableConfigOf(
  settings: ServiceSettings,
  target: ResolvedFunction,
): NonNullable<ResolvedFunction["durableConfig"]> {
  if (target.durableConfig === undefined) {
    throw invalidParameter(settings.texts.functionNotDurable(target.functionArn))
  }
  const problem = qualifierProblem(settings, target)
  if (problem !== undefined) throw invalidParameter(problem)
  return target.durableConfig
}

/** The same name with the same payload names the same execution, running or closed. */
function findStarted(
  state: ServiceState,
  target: ResolvedFunction,
  request: ReadStartRequest,
  now: Instant,
): StartedExecution | undefined {
  if (request.name === undefined) return undefined
  const byName = state.executionsByFunction.get(target.functionName)?.byName
  const execution = findRetained(byName?.get(request.name), now)
  if (execution === undefined) return undefined
  const { arn, version } = execution
  const isSame =
    execution.inputPayload === request.payload &&
    version === target.executedVersion &&
    execution.tenantId === request.tenantId
  if (!isSame) {
    const message = state.settings.texts.executionAlreadyStarted(arn)
    throw new ServiceError("DurableExecutionAlreadyStartedException", message)
  }
  return { durableExecutionArn: arn, executedVersion: version, created: false }
}

type ReadStartRequest = ReturnType<typeof readStartRequest>

function readStartRequest(texts: ErrorTexts, value: unknown) {
  const reader = new ShapeReader(texts)
  const given = reader.structure(value, "request") ?? {}
  const name = reader.string(given["functionName"], "functionName", constraints.functionTarget)
  const payload = reader.string(given["payload"], "payload", constraints.text)
  const request = {
    functionName: name ?? "",
    qualifier: reader.string(given["qualifier"], "qualifier", constraints.qualifier),
    name: reader.string(given["name"], "durableExecutionName", constraints.durableExecutionName),
    // An empty body is no payload; JSON has no empty text.
    payload: payload === "" ? undefined : payload,
    invocationType:
      reader.enumeration(given["invocationType"], "invocationType", invocationTypes) ??
      "RequestResponse",
    tenantId: reader.string(given["tenantId"], "tenantId", constraints.tenantId),
    traceHeader: reader.string(given["traceHeader"], "traceHeader", constraints.text),
    executionTimeoutSeconds: reader.integer(
      given["executionTimeoutSeconds"],
      "executionTimeoutSeconds",
      constraints.executionTimeoutSeconds,
    ),
  }
  reader.finish()
  return request
}

const invocationTypes = ["RequestResponse", "Event"] as const
