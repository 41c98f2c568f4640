import { valueOf } from "../world/globals/patch/environment.ts"
import type { RemoteInvocation } from "./remote-invocation.ts"

/** Those that belong to one invocation or one container, while a process serves many. */
const OF_INVOCATION: ReadonlySet<string> = new Set([
  "_X_AMZN_TRACE_ID",
  "AWS_LAMBDA_LOG_STREAM_NAME",
])

/** Of the Node.js runtime: another one says itself what it is. */
const OF_THIS_RUNTIME = "AWS_EXECUTION_ENV"

type Variables = Readonly<Record<string, string>>

/** What the function of an invocation finds in its environment, whichever process runs it. */
export function functionVariables({ host, context }: RemoteInvocation): Variables {
  const variables: Record<string, string> = {
    AWS_LAMBDA_FUNCTION_NAME: context.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: context.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: context.memoryLimitInMB,
    AWS_LAMBDA_LOG_GROUP_NAME: context.logGroupName,
  }
  for (const [name, variable] of host.scope.environment ?? []) {
    const value = valueOf(variable)
    if (value === undefined || OF_INVOCATION.has(name)) continue
    if (name === OF_THIS_RUNTIME && value.startsWith("AWS_Lambda_nodejs")) continue
    variables[name] = value
  }
  return variables
}

export interface ProcessVariables {
  readonly address: string
  readonly cwd: string | undefined
  readonly ofFunction: Variables
  readonly ofClock: Variables
  /** Those that the test gives; one that is undefined is left out. */
  readonly given: Readonly<Record<string, string | undefined>>
  readonly logStreamName: string
  /** Not empty for another process, whose function is to do the same. */
  readonly surroundings: string
}

/** The environment of a process, as Lambda gives it, on top of that of this process. */
export function processEnvironment(parts: ProcessVariables): Record<string, string> {
  const { address, cwd, ofFunction, ofClock, given, logStreamName, surroundings } = parts
  const variables: Record<string, string | undefined> = {
    ...process.env,
    // Lambda's time zone. Python orders sets of texts by a seed that is else another one in each process.
    TZ: ":UTC",
    PYTHONHASHSEED: surroundings === "" ? "0" : "1",
    PYTHONUNBUFFERED: "1",
    LAMBDA_TASK_ROOT: cwd ?? process.cwd(),
    ...ofFunction,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    ...ofClock,
    ...given,
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_ENDPOINT_URL_LAMBDA: `http://${address}`,
  }
  const entries = Object.entries(variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return Object.fromEntries(entries)
}
