import type { ErrorObject } from "@aws-sdk/client-lambda"
import * as constraints from "../wire/constraints.ts"
import { readErrorObject } from "../wire/error-shape.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { readOperationUpdate, type OperationUpdate } from "./operation-update.ts"
import type { ServiceState } from "../state/service-state.ts"
import { ShapeReader } from "../wire/shape-reader.ts"
import { decodeUtf8 } from "../values/utf8.ts"

/*
 * The requests of the service's API, read into values of known shape that share nothing with what
 * the caller passed.
 */

export interface CheckpointRequest {
  readonly durableExecutionArn: string
  readonly checkpointToken: string
  readonly clientToken: string | undefined
  readonly updates: readonly OperationUpdate[]
}

export function readCheckpointRequest(state: ServiceState, value: unknown): CheckpointRequest {
  const reader = new ShapeReader(state.settings.texts)
  const request = reader.structure(value, "request") ?? {}
  const { durableExecutionArn, checkpointToken } = readIdentity(state, reader, request)
  const clientToken = reader.string(request["ClientToken"], "clientToken", constraints.clientToken)
  const given = reader.list(request["Updates"], "updates") ?? []
  const updates: OperationUpdate[] = []
  for (let index = 0; index < given.length; index++) {
    reader.enter("updates", index)
    updates.push(readOperationUpdate(reader, given[index]))
  }
  reader.finish()
  return { durableExecutionArn, checkpointToken, clientToken, updates }
}

/** What the service has made itself is right, and costs as much to look at as all the rest. */
function readIdentity(
  state: ServiceState,
  reader: ShapeReader,
  request: Readonly<Record<string, unknown>>,
): Pick<CheckpointRequest, "durableExecutionArn" | "checkpointToken"> {
  const execution = state.executions.get(request["DurableExecutionArn"] as string)
  if (execution?.token !== undefined && execution.token === request["CheckpointToken"]) {
    return { durableExecutionArn: execution.arn, checkpointToken: execution.token }
  }
  return {
    durableExecutionArn: readArn(reader, request),
    checkpointToken: readToken(reader, request),
  }
}

export interface StateRequest {
  readonly durableExecutionArn: string
  readonly checkpointToken: string
  readonly marker: string | undefined
  readonly maxItems: number | undefined
}

export function readStateRequest(texts: ErrorTexts, value: unknown): StateRequest {
  const reader = new ShapeReader(texts)
  const request = reader.structure(value, "request") ?? {}
  const durableExecutionArn = readArn(reader, request)
  const checkpointToken = readToken(reader, request)
  const page = readPage(reader, request)
  reader.finish()
  return { durableExecutionArn, checkpointToken, ...page }
}

export interface ExecutionRequest {
  readonly durableExecutionArn: string
  readonly includeExecutionData: boolean | undefined
}

export function readExecutionRequest(texts: ErrorTexts, value: unknown): ExecutionRequest {
  const reader = new ShapeReader(texts)
  const request = reader.structure(value, "request") ?? {}
  const durableExecutionArn = readArn(reader, request)
  const includeExecutionData = readIncludeData(reader, request)
  reader.finish()
  return { durableExecutionArn, includeExecutionData }
}

export interface HistoryRequest extends ExecutionRequest {
  readonly marker: string | undefined
  readonly maxItems: number | undefined
  readonly reverseOrder: boolean
}

export function readHistoryRequest(texts: ErrorTexts, value: unknown): HistoryRequest {
  const reader = new ShapeReader(texts)
  const request = reader.structure(value, "request") ?? {}
  const durableExecutionArn = readArn(reader, request)
  const includeExecutionData = readIncludeData(reader, request)
  const reverseOrder = reader.boolean(request["ReverseOrder"], "reverseOrder") ?? false
  const page = readPage(reader, request)
  reader.finish()
  return { durableExecutionArn, includeExecutionData, reverseOrder, ...page }
}

export interface StopRequest {
  readonly durableExecutionArn: string
  readonly error: ErrorObject | undefined
}

export function readStopRequest(texts: ErrorTexts, value: unknown): StopRequest {
  const reader = new ShapeReader(texts)
  const request = reader.structure(value, "request") ?? {}
  const durableExecutionArn = readArn(reader, request)
  const error = readErrorObject(reader, request["Error"], "error")
  reader.finish()
  return { durableExecutionArn, error }
}

export interface CallbackRequest {
  readonly callbackId: string
  readonly result: string | undefined
  readonly error: ErrorObject | undefined
}

/** The three callback calls share their shape; each reads the member it knows. */
export function readCallbackRequest(
  texts: ErrorTexts,
  value: unknown,
  member: "result" | "error" | "none",
): CallbackRequest {
  const reader = new ShapeReader(texts)
  const request = reader.structure(value, "request") ?? {}
  const callbackId =
    reader.string(request["CallbackId"], "callbackId", constraints.callbackId) ?? ""
  const result = member === "result" ? readBody(reader, request["Result"]) : undefined
  const error = member === "error" ? readErrorObject(reader, request["Error"], "error") : undefined
  reader.finish()
  return { callbackId, result, error }
}

/** A body of no bytes is no result (section 6.2). */
function readBody(reader: ShapeReader, value: unknown): string | undefined {
  const body = ArrayBuffer.isView(value)
    ? decodeUtf8(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    : reader.string(value, "result", constraints.text)
  return body === "" ? undefined : body
}

function readArn(reader: ShapeReader, request: Readonly<Record<string, unknown>>): string {
  const constraint = constraints.durableExecutionArn
  return reader.string(request["DurableExecutionArn"], "durableExecutionArn", constraint) ?? ""
}

function readToken(reader: ShapeReader, request: Readonly<Record<string, unknown>>): string {
  const constraint = constraints.checkpointToken
  return reader.string(request["CheckpointToken"], "checkpointToken", constraint) ?? ""
}

function readIncludeData(
  reader: ShapeReader,
  request: Readonly<Record<string, unknown>>,
): boolean | undefined {
  return reader.boolean(request["IncludeExecutionData"], "includeExecutionData")
}

export function readPage(
  reader: ShapeReader,
  request: Readonly<Record<string, unknown>>,
): { readonly marker: string | undefined; readonly maxItems: number | undefined } {
  const marker = reader.string(request["Marker"], "marker", constraints.text)
  return {
    // A client that pages on blindly sends back the empty marker of the last page.
    marker: marker === "" ? undefined : marker,
    maxItems: reader.integer(request["MaxItems"], "maxItems", constraints.maxItems),
  }
}
