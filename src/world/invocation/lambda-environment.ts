import type { Instant } from "../../service/values/instant.ts"
import type { ScopedEnvironment, ScopedVariable } from "../globals/patch/environment.ts"
import { runOutsideScopes } from "../globals/patch/scope.ts"

/** What the environment of an invocation is made of. */
interface EnvironmentParts {
  readonly functionName: string
  readonly version: string
  readonly functionArn: string
  readonly requestId: string
  readonly logStream: { readonly name: string }
  readonly invokedAt: Instant
}

/** The variables that a test gives; one that is undefined is left as the process has it. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** Lambda names its runtimes by the version of Node. */
const EXECUTION_ENVIRONMENT = `AWS_Lambda_nodejs${process.versions.node.split(".", 1)[0]}.x`

/**
 * The variables that Lambda sets for a function, without those that name files of its file system
 * (`LAMBDA_TASK_ROOT`, `LAMBDA_RUNTIME_DIR`, `_HANDLER`): here they would lead nowhere.
 */
export function lambdaEnvironment(
  parts: EnvironmentParts,
  given: EnvironmentVariables,
): ScopedEnvironment {
  const { functionName, version, functionArn, logStream } = parts
  const region = regionOf(functionArn)
  const variables: ScopedEnvironment = new Map<string, ScopedVariable>([
    ["AWS_REGION", region],
    ["AWS_DEFAULT_REGION", region],
    ["AWS_EXECUTION_ENV", EXECUTION_ENVIRONMENT],
    ["AWS_LAMBDA_FUNCTION_NAME", functionName],
    ["AWS_LAMBDA_FUNCTION_VERSION", version],
    ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"],
    ["AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"],
    ["AWS_LAMBDA_LOG_GROUP_NAME", `/aws/lambda/${functionName}`],
    ["AWS_LAMBDA_LOG_STREAM_NAME", () => logStream.name],
    ["_X_AMZN_TRACE_ID", () => traceIdOf(parts)],
    ...credentials(),
  ])
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) variables.delete(name)
    else variables.set(name, value)
  }
  return variables
}

function regionOf(arn: string): string {
  return arn.split(":", 4)[3] ?? ""
}

/** Where the AWS SDK looks for credentials first. */
const SOURCES_OF_CREDENTIALS = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
]

/**
 * Lambda gives every function credentials. Those of a test open nothing, and a client that is to reach
 * the simulated service needs some. Where the process has a source of its own, that one counts: a step
 * may talk to a real table.
 */
function credentials(): [string, ScopedVariable][] {
  let value: { readonly text: string | undefined } | undefined
  const read = (): string | undefined => {
    value ??= { text: hasCredentials() ? undefined : "simulated" }
    return value.text
  }
  return [
    ["AWS_ACCESS_KEY_ID", read],
    ["AWS_SECRET_ACCESS_KEY", read],
    ["AWS_SESSION_TOKEN", read],
  ]
}

function hasCredentials(): boolean {
  const real = runOutsideScopes(() => process.env)
  return SOURCES_OF_CREDENTIALS.some((name) => (real[name] ?? "") !== "")
}

/**
 * What an external system finds besides the variables of the process: what its AWS client needs to
 * reach the simulated service, where the process lacks it.
 */
export function externalEnvironment(executionArn: string): ScopedEnvironment {
  const real = runOutsideScopes(() => process.env)
  const hasRegion = (real["AWS_REGION"] ?? "") !== ""
  const region: [string, string][] = [["AWS_REGION", regionOf(executionArn)]]
  return new Map<string, ScopedVariable>([...(hasRegion ? [] : region), ...credentials()])
}

/** A root of its own for each invocation, and not sampled: nobody collects the trace. */
function traceIdOf({ requestId, invokedAt }: EnvironmentParts): string {
  const id = requestId.replaceAll("-", "")
  const seconds = Math.floor(invokedAt / 1_000)
  const time = Math.max(0, seconds).toString(16).padStart(8, "0")
  return `Root=1-${time}-${id.slice(0, 24)};Parent=${id.slice(16)};Sampled=0`
}

/** A log stream, whose name is made when somebody reads it. Most runs never do. */
export class LogStream {
  readonly #requestId: string
  readonly #version: string
  readonly #startedAt: Instant
  #name: string | undefined

  /** Of the first invocation that writes to it. */
  constructor(requestId: string, version: string, startedAt: Instant) {
    this.#requestId = requestId
    this.#version = version
    this.#startedAt = startedAt
  }

  get name(): string {
    this.#name ??= logStreamNameOf(this.#requestId, this.#version, this.#startedAt)
    return this.#name
  }
}

function logStreamNameOf(requestId: string, version: string, startedAt: Instant): string {
  const day = new Date(startedAt).toISOString().slice(0, 10)
  return `${day.replaceAll("-", "/")}/[${version}]${requestId.replaceAll("-", "")}`
}
