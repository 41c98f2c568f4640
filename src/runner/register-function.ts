import type { DurableService } from "../service/durable-service.ts"
import type { Duration } from "../text/duration.ts"
import { boolean, listOf, text } from "../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions } from "../text/options.ts"
import { callOf } from "./callbacks/script-options.ts"
import { assertHandler } from "./options/runner-errors.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import {
  executionTimeout,
  functionTimeout,
  toExecutionTimeoutSeconds,
  toFunctionTimeoutMs,
} from "./options/time-outs.ts"
import type { SimulatedFunction } from "../world/invocation/function-table.ts"

const DEFAULT_EXECUTION_TIMEOUT_SECONDS = 31_622_400
const RETENTION_DAYS = 14

export interface RegisteredFunction extends SimulatedFunction {
  /** Undefined for a plain function; null for a durable one whose time-out nobody asked for. */
  readonly executionTimeoutSeconds: number | null | undefined
  /** The version that its aliases stand for. Default `$LATEST`. */
  readonly version?: string
  readonly aliases?: readonly string[]
  readonly tenantIsolated?: boolean
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
  /**
   * Whether the function has Lambda's tenant isolation: every invocation of it needs a tenant id, and
   * finds it in its context. Others refuse one. Default false.
   */
  readonly tenantIsolated?: boolean
}

const FUNCTION_NAME = text(
  /^[a-zA-Z0-9-_]{1,64}$/u,
  "Lambda allows 1 to 64 letters, digits, hyphens and underscores; leave the qualifier out.",
)

/** What each option of a plain function takes. */
export const PLAIN_FUNCTION_OPTIONS: OptionSpec<
  Omit<FunctionOptions, "durable" | "executionTimeout">
> = {
  functionTimeout,
  version: text(
    /^(\$LATEST|\d+)$/u,
    'Lambda numbers the versions that are published: pass "1", "2", and so on.',
  ),
  aliases: listOf(
    text(
      /^(?!\d+$)[a-zA-Z0-9_-]{1,128}$/u,
      "Lambda allows letters, digits, hyphens and underscores, and not digits alone.",
    ),
  ),
  tenantIsolated: boolean(),
}

const FUNCTION_OPTIONS: OptionSpec<FunctionOptions> = {
  durable: boolean(),
  executionTimeout,
  ...PLAIN_FUNCTION_OPTIONS,
}

/** @throws {InvalidArgumentError} */
export function readFunctionName(method: string, name: unknown): string {
  return readArgument(`call ${method}`, "the function's name", name, FUNCTION_NAME)
}

/** @throws {InvalidArgumentError} */
export function toRegisteredFunction(
  name: unknown,
  handler: unknown,
  options: unknown,
): RegisteredFunction {
  const method = "registerFunction"
  const functionName = readFunctionName(method, name)
  const call = `call ${callOf(method, functionName)}`
  assertHandler(call, handler)
  const read = readOptions(call, options, FUNCTION_OPTIONS)
  const { durable = true, functionTimeout: timeout, executionTimeout: limit } = read
  const { version, aliases, tenantIsolated } = read
  if (!durable && limit !== undefined) {
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
    timeoutMs: toFunctionTimeoutMs(timeout),
    timeoutIsExplicit: timeout !== undefined,
    executionTimeoutSeconds: durable ? (toExecutionTimeoutSeconds(limit) ?? null) : undefined,
    ...(version !== undefined && { version }),
    ...(aliases !== undefined && { aliases: [...aliases] }),
    ...(tenantIsolated !== undefined && { tenantIsolated }),
  }
}

/** Makes the function known to a service. */
export function addToService(service: DurableService, registered: RegisteredFunction): void {
  const { functionName, executionTimeoutSeconds, version, aliases, tenantIsolated } = registered
  service.registerFunction({
    functionName,
    ...(version !== undefined && { version }),
    ...(aliases !== undefined && { aliases }),
    ...(tenantIsolated !== undefined && { tenantIsolated }),
    ...(executionTimeoutSeconds !== undefined && {
      durableConfig: {
        executionTimeoutSeconds: executionTimeoutSeconds ?? DEFAULT_EXECUTION_TIMEOUT_SECONDS,
        retentionPeriodInDays: RETENTION_DAYS,
      },
    }),
  })
}
