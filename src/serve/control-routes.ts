import { toFunctionTimeoutMs } from "../runner/options/time-outs.ts"
import { jsonBody, type WireRequest } from "../runner/lambda-api/wire-request.ts"
import { jsonResponse, type WireResponse } from "../runner/lambda-api/wire-response.ts"
import type { ScriptedWorld } from "../runner/scripted-world.ts"
import { invalidParameter } from "../service/wire/service-errors.ts"
import { toMilliseconds } from "../text/duration.ts"
import { durationOrText } from "../text/duration-text.ts"
import { didYouMean } from "../text/did-you-mean.ts"
import { DurableTestRunnerError } from "../text/errors.ts"
import { type ClockSpeed, clockText } from "./serve-pace.ts"
import type { PacedWorld } from "./paced-world.ts"
import type { PushedFunctions } from "./pushed-functions.ts"

interface ControlParts {
  readonly scripted: ScriptedWorld
  readonly paced: PacedWorld
  readonly pushed: PushedFunctions
  readonly speed: ClockSpeed
  /** Whether invocations may be sent to that host. */
  readonly mayPushTo: (host: string) => boolean
  /** The names of the functions of the server itself. */
  readonly served: readonly string[]
  /** Whether a function is one of these. */
  readonly isServed: (functionName: string) => boolean
}

/** What a server understands besides the API of AWS: by the path, and by the method. */
export interface ControlRoute {
  readonly name: string
  readonly method: string
  readonly path: string
  /** What it expects and does, for people. */
  readonly about: string
  readonly answer: (request: WireRequest) => Promise<WireResponse> | WireResponse
}

/** The health of the server, its clock, and what SAM asks of an emulator of durable executions. */
export function controlRoutes(parts: ControlParts): readonly ControlRoute[] {
  return [
    {
      name: "Health",
      method: "GET",
      path: "/health",
      about: "the clock of the server, and its time",
      answer: () => health(parts),
    },
    {
      name: "Advance",
      method: "POST",
      path: "/advance",
      about: 'lets time pass: { "duration": "24h" }',
      answer: async (request) => advance(parts, jsonBody(request)),
    },
    {
      name: "StartDurableExecution",
      method: "POST",
      path: "/start-durable-execution",
      about: 'starts an execution, for SAM: { "FunctionName": "order", "Input": "{}" }',
      answer: async (request) => startExecution(parts, jsonBody(request)),
    },
    {
      name: "UpdateLambdaEndpoint",
      method: "PUT",
      path: "/lambda-endpoint",
      about: 'where functions are that the server does not have: { "EndpointUrl": "http://..." }',
      answer: (request) => updateEndpoint(parts, jsonBody(request)),
    },
  ]
}

function health({ scripted, speed }: ControlParts): WireResponse {
  return jsonResponse(200, { status: "healthy", clock: clockText(speed), now: isoOf(scripted) })
}

async function advance({ scripted, paced }: ControlParts, body: object): Promise<WireResponse> {
  await paced.advance(readDuration(Reflect.get(body, "duration")))
  return jsonResponse(200, { now: isoOf(scripted) })
}

function readDuration(value: unknown): number {
  const place = { call: "let time pass", path: "duration" }
  try {
    return toMilliseconds(durationOrText(value, place), place)
  } catch (error) {
    if (error instanceof DurableTestRunnerError) throw invalidParameter(error.message)
    throw error
  }
}

function isoOf({ world }: ScriptedWorld): string {
  return new Date(world.clock.now).toISOString()
}

/** Starts an execution of a function that is served here, or at the endpoint that the request names. */
async function startExecution(parts: ControlParts, body: object): Promise<WireResponse> {
  const { scripted, pushed } = parts
  const read = readStart(body)
  const { functionName, endpoint, ...rest } = read
  const url = endpoint === undefined ? undefined : readEndpoint(parts, "LambdaEndpoint", endpoint)
  if (!parts.isServed(functionName)) {
    if (url === undefined && pushed.default === undefined) {
      throw noEndpoint(functionName, parts.served)
    }
    registerPushed(parts, functionName)
  }
  const arn = await scripted.call("StartDurableExecution", (service, now) => {
    const started = service.startExecution({ functionName, ...rest }, now)
    const { durableExecutionArn } = started
    if (url !== undefined) pushed.set(durableExecutionArn, url)
    return durableExecutionArn
  })
  return jsonResponse(201, { ExecutionArn: arn })
}

const FUNCTION_NAME = /^[a-zA-Z0-9-_]{1,64}$/u

interface StartBody {
  readonly functionName: string
  readonly qualifier: string
  readonly endpoint: string | undefined
  readonly name?: string
  readonly payload?: string
  readonly executionTimeoutSeconds?: number
  readonly invocationType: "Event" | "RequestResponse"
}

function readStart(body: object): StartBody {
  const functionName = member(body, "FunctionName", "string")
  if (functionName === undefined || !FUNCTION_NAME.test(functionName)) {
    throw invalidParameter(
      "FunctionName has to be 1 to 64 letters, digits, hyphens and underscores",
    )
  }
  const name = member(body, "ExecutionName", "string")
  const payload = member(body, "Input", "string")
  const executionTimeoutSeconds = member(body, "ExecutionTimeoutSeconds", "number")
  return {
    functionName,
    qualifier: member(body, "FunctionQualifier", "string") ?? "$LATEST",
    endpoint: member(body, "LambdaEndpoint", "string"),
    // Who waits for the result may have a larger one, and SAM does not say whether somebody waits.
    invocationType: "RequestResponse",
    ...(name !== undefined && { name }),
    ...(payload !== undefined && { payload: toJsonText(payload) }),
    ...(executionTimeoutSeconds !== undefined && { executionTimeoutSeconds }),
  }
}

/** SAM passes on what it was given as the event, JSON or not; as JSON a text is in quotation marks. */
function toJsonText(input: string): string {
  try {
    JSON.parse(input)
    return input
  } catch {
    return JSON.stringify(input)
  }
}

/** @returns undefined for null too: SAM sends that where it has nothing. */
function member<Kind extends "string" | "number">(
  body: object,
  name: string,
  kind: Kind,
): (Kind extends "string" ? string : number) | undefined {
  const value: unknown = Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined
  if (value === undefined || value === null) return undefined
  if (typeof value !== kind) throw invalidParameter(`${name} has to be a ${kind}`)
  return value as Kind extends "string" ? string : number
}

function updateEndpoint(parts: ControlParts, body: object): WireResponse {
  const endpoint = member(body, "EndpointUrl", "string")
  if (endpoint === undefined) throw invalidParameter("EndpointUrl is required")
  parts.pushed.default = readEndpoint(parts, "EndpointUrl", endpoint)
  return jsonResponse(200, { message: "Lambda endpoint updated successfully" })
}

function readEndpoint({ mayPushTo }: ControlParts, name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== "http:") throw invalidParameter(`${name} has to be a URL with http:`)
  const host = url.hostname.replaceAll(/^\[|\]$/gu, "")
  if (!mayPushTo(host)) {
    throw invalidParameter(
      `${name} is on another machine, ${host}. Start the server with --allow-remote if that is meant`,
    )
  }
  return url
}

function registerPushed({ scripted, pushed }: ControlParts, functionName: string): void {
  if (pushed.names.has(functionName)) return
  pushed.names.add(functionName)
  scripted.registerFunction({
    functionName,
    handler: pushed.handler,
    durable: true,
    timeoutMs: toFunctionTimeoutMs(undefined),
    timeoutIsExplicit: false,
    executionTimeoutSeconds: null,
  })
}

function noEndpoint(functionName: string, served: readonly string[]): Error {
  const hint = didYouMean(functionName, served).replace(/^ /u, ". ")
  return invalidParameter(
    `The server has no function ${JSON.stringify(functionName)}, and the request names no LambdaEndpoint${hint}`,
  )
}
