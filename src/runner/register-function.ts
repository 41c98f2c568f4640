import type { LambdaHandler } from "../simulation/invocation.ts"
import type { Duration } from "./duration.ts"
import { assertHandler, assertKnownOptions, InvalidArgumentError } from "./runner-errors.ts"
import { toExecutionTimeoutSeconds, toFunctionTimeoutMs } from "./runner-options.ts"
import type { RegisteredFunction } from "./session.ts"

export interface FunctionOptions {
  /** Whether the handler is wrapped by `withDurableExecution`. Default true. */
  readonly durable?: boolean
  /** The Lambda time-out of one invocation, virtual. Default 15 minutes. */
  readonly functionTimeout?: Duration
  /** The execution time-out of a durable function, virtual. Default 366 days. */
  readonly executionTimeout?: Duration
}

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
  assertKnownOptions(call, options, ["durable", "functionTimeout", "executionTimeout"])
  const { durable = true, functionTimeout, executionTimeout } = options
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
  }
}
