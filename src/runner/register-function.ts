import type { DurableService } from "../service/durable-service.ts"
import type { Duration } from "../text/duration.ts"
import { boolean, listOf, text } from "../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions } from "../text/options.ts"
import { parseFunctionTarget } from "../service/values/function-target.ts"
import { showValue } from "../text/values/show-value.ts"
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

/** Where the simulated service is: functions of other places cannot be invoked. */
export interface ServiceLocality {
  readonly region: string
  readonly accountId: string
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

export interface FunctionIdentity {
  readonly functionName: string
  /** What an ARN says after the name. */
  readonly qualifier: string | undefined
}

/**
 * A name, or an ARN of a function, full or partial, with a qualifier or without.
 *
 * @throws {InvalidArgumentError}
 */
export function readFunctionName(
  method: string,
  name: unknown,
  locality: ServiceLocality,
): FunctionIdentity {
  const place = { call: `call ${method}`, path: "the function's name" }
  const target = typeof name === "string" ? parseFunctionTarget(name) : undefined
  // Without an account it is a name.
  if (target?.accountId === undefined) {
    const functionName = readArgument(place.call, place.path, name, FUNCTION_NAME)
    return { functionName, qualifier: undefined }
  }
  const { functionName, qualifier, accountId, region = locality.region } = target
  if (accountId !== locality.accountId || region !== locality.region) {
    throw new InvalidArgumentError(
      place.call,
      `${place.path} is ${showValue(name)}, and the simulated service is in region ` +
        `"${locality.region}" of account "${locality.accountId}"`,
      "Make the runner with { service: { region, accountId } } of the ARN.",
    )
  }
  return {
    functionName: readArgument(place.call, place.path, functionName, FUNCTION_NAME),
    qualifier,
  }
}

/** What the qualifier of an ARN adds to the options: a version, or an alias. */
function qualified(
  call: string,
  qualifier: string | undefined,
  { version, aliases = [] }: Pick<FunctionOptions, "version" | "aliases">,
): Pick<FunctionOptions, "version" | "aliases"> {
  const given = {
    ...(version !== undefined && { version }),
    ...(aliases.length > 0 && { aliases: [...aliases] }),
  }
  if (qualifier === undefined || qualifier.startsWith("$LATEST")) return given
  if (!/^\d+$/u.test(qualifier)) return { ...given, aliases: [...new Set([...aliases, qualifier])] }
  if (version === undefined || version === qualifier) return { ...given, version: qualifier }
  throw new InvalidArgumentError(
    call,
    `its ARN is that of version ${qualifier}, and its version is ${showValue(version)}`,
    "Pass the version once.",
  )
}

/** @throws {InvalidArgumentError} */
export function toRegisteredFunction(
  name: unknown,
  handler: unknown,
  options: unknown,
  locality: ServiceLocality,
): RegisteredFunction {
  const method = "registerFunction"
  const { functionName, qualifier } = readFunctionName(method, name, locality)
  const call = `call ${callOf(method, functionName)}`
  assertHandler(call, handler)
  const read = readOptions(call, options, FUNCTION_OPTIONS)
  const { durable = true, functionTimeout: timeout, executionTimeout: limit } = read
  const { tenantIsolated } = read
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
    ...qualified(call, qualifier, read),
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
