import type { Instant } from "../../service/values/instant.ts"
import type { ScopedEnvironment, ScopedVariable } from "../globals/patch/environment.ts"

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
  const region = functionArn.split(":", 4)[3] ?? ""
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
  ])
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) variables.delete(name)
    else variables.set(name, value)
  }
  return variables
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
