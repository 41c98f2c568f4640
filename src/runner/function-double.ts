import { currentScope } from "../world/globals/patch/scope.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { toJson } from "../text/callback-payload.ts"
import { fn } from "../text/option-kinds.ts"
import { readArgument, readOptions } from "../text/options.ts"
import {
  type FunctionOptions,
  PLAIN_FUNCTION_OPTIONS,
  readFunctionName,
  type ServiceLocality,
} from "./register-function.ts"
import { callOf } from "./callbacks/script-options.ts"

/** One invocation of a mocked function. */
export interface FunctionCall {
  /** The input of the caller, parsed from JSON. */
  readonly input: unknown
  /** Virtual. */
  readonly at: Date
  /** The tenant of the invocation, if the function is tenant-isolated. */
  readonly tenantId?: string
}

export interface FunctionDoubleHandle {
  readonly calls: readonly FunctionCall[]
}

/**
 * Returns the result of the function, or throws its error. `call` is the record of this invocation in the
 * handle.
 */
export type FunctionMock = (input: unknown, call: FunctionCall) => unknown

/** The options of a mocked function; they mean the same as for a registered one. */
export type FunctionDoubleOptions = Pick<
  FunctionOptions,
  "functionTimeout" | "version" | "aliases" | "tenantIsolated"
>

const MOCK = fn<FunctionMock>(
  'Pass a function of the input: runner.mockFunction("price", ({ sku }) => 42).',
)

/**
 * @throws {InvalidArgumentError} The function throws {@link UnserializableValueError} where the mock
 *   returns what JSON loses.
 */
export function toFunctionDouble(
  name: unknown,
  mock: unknown,
  options: unknown,
  locality: ServiceLocality,
): {
  readonly handler: LambdaHandler
  readonly calls: FunctionCall[]
  readonly functionOptions: FunctionOptions
} {
  const method = "mockFunction"
  const call = callOf(method, readFunctionName(method, name, locality).functionName)
  const standIn = readArgument(`call ${call}`, "the mock", mock, MOCK)
  const read = readOptions(`call ${call}`, options, PLAIN_FUNCTION_OPTIONS)
  const calls: FunctionCall[] = []
  const handler = async (
    input: unknown,
    { tenantId }: { readonly tenantId?: string },
  ): Promise<unknown> => {
    const now = currentScope()?.now ?? 0
    const seen: FunctionCall = {
      input: structuredClone(input),
      at: new Date(now),
      ...(tenantId !== undefined && { tenantId }),
    }
    calls.push(seen)
    const result = await standIn(input, seen)
    if (result !== undefined) toJson(result, `the result of ${call}`)
    return result
  }
  return { handler, calls, functionOptions: { ...read, durable: false } }
}
