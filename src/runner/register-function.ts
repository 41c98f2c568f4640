import type { DurableService } from "../service/durable-service.ts"
import type { SimulatedFunction } from "../world/invocation/function-table.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { Duration } from "../text/duration.ts"
import { assertHandler, assertKnownOptions, InvalidArgumentError } from "./options/runner-errors.ts"
import { toExecutionTimeoutSeconds, toFunctionTimeoutMs } from "./options/runner-options.ts"

const DEFAULT_EXECUTION_TIMEOUT_SECONDS = 31_622_400
const RETENTION_DAYS = 14

export interface RegisteredFunction extends SimulatedFunction {
  /** Undefined for a plain function; null for a durable one whose time-out nobody asked for. */
  readonly executionTimeoutSeconds: number | null | undefined
  /** The version that its aliases stand for. Default `$LATEST`. */
  readonly version?: string
  readonly aliases?: readonly string[]
}

export interface FunctionOptions {
  /** Whether the handler is wrapped by `withDurableExecution`. Default true. */
  readonly durable?: boolean
  /** The Lambda time-out of one invocation, virtual. Default 15 minutes. */
  readonly functionTimeout?: Duration
  /** The execution time-out of a durable function, virtual. Default 366 days. */
  readonly executionTimeout?: Duration
  /**
   * The published version, a number as text, that the aliases stand for. A qualifier of that number
   * reaches it too. Default `"$LATEST"`, which is a qualifier of every function.
   */
  readonly version?: string
  /** Qualifiers that stand for the version. Default none. */
  readonly aliases?: readonly string[]
}

const OPTION_NAMES: readonly (keyof FunctionOptions)[] = [
  "durable",
  "functionTimeout",
  "executionTimeout",
  "version",
  "aliases",
]

/** @throws {InvalidArgumentError} */
export function toRegisteredFunction(
  functionName: string,
  handler: LambdaHandler,
  options: FunctionOptions,
): RegisteredFunction {
  const call = `register the function ${JSON.stringify(functionName)}`
  if (typeof functionName !== "string" || !/^[a-zA-Z0-9-_]{1,64}$/.test(functionName)) {
    throw new InvalidArgumentError(
      call,
      "that is not a function's name",
      "Lambda allows 1 to 64 letters, digits, hyphens and underscores; leave the qualifier out.",
    )
  }
  assertHandler(call, handler)
  assertKnownOptions(call, options, OPTION_NAMES)
  assertVersion(call, options)
  const { durable = true, functionTimeout, executionTimeout, version, aliases } = options
  if (!durable && executionTimeout !== undefined) {
    throw new InvalidArgumentError(
      call,
      "a plain function has no execution time-out",
      "Drop executionTimeout, or drop { durable: false }.",
    )
  }
  return {
    functionName,
    handler,
    durable,
    timeoutMs: toFunctionTimeoutMs(functionTimeout),
    timeoutIsExplicit: functionTimeout !== undefined,
    executionTimeoutSeconds: durable
      ? (toExecutionTimeoutSeconds(executionTimeout) ?? null)
      : undefined,
    ...(version !== undefined && { version }),
    ...(aliases !== undefined && { aliases: [...aliases] }),
  }
}

/** Makes the function known to a service. */
export function addToService(service: DurableService, registered: RegisteredFunction): void {
  const { functionName, executionTimeoutSeconds, version, aliases } = registered
  service.registerFunction({
    functionName,
    ...(version !== undefined && { version }),
    ...(aliases !== undefined && { aliases }),
    ...(executionTimeoutSeconds !== undefined && {
      durableConfig: {
        executionTimeoutSeconds: executionTimeoutSeconds ?? DEFAULT_EXECUTION_TIMEOUT_SECONDS,
        retentionPeriodInDays: RETENTION_DAYS,
      },
    }),
  })
}

function assertVersion(call: string, { version, aliases = [] }: FunctionOptions): void {
  if (version !== undefined && !/^(\$LATEST|\d+)$/.test(version)) {
    throw new InvalidArgumentError(
      call,
      `its version is ${JSON.stringify(version)}`,
      'Lambda numbers the versions that are published: "1", "2", and so on.',
    )
  }
  const wrong = aliases.find((alias) => !/^(?!\d+$)[a-zA-Z0-9_-]{1,128}$/.test(alias))
  if (wrong === undefined) return
  throw new InvalidArgumentError(
    call,
    `an alias is ${JSON.stringify(wrong)}`,
    "Lambda allows letters, digits, hyphens and underscores, and not digits alone.",
  )
}
