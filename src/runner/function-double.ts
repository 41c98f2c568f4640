import { currentScope } from "../world/globals/patch/scope.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { FunctionOptions } from "./register-function.ts"
import { InvalidArgumentError } from "./options/runner-errors.ts"
import { callOf } from "./callbacks/script-options.ts"

/** One invocation of a function that a test stands in for. */
export interface FunctionCall {
  /** What the caller has sent, as JSON makes it. */
  readonly input: unknown
  /** Virtual. */
  readonly at: Date
}

export interface FunctionDoubleHandle {
  readonly calls: readonly FunctionCall[]
}

export type FunctionMock = (input: unknown) => unknown

/** As for a function that is registered. */
export type FunctionDoubleOptions = Pick<FunctionOptions, "functionTimeout" | "version" | "aliases">

/** @throws {InvalidArgumentError} */
export function toFunctionDouble(
  name: string,
  mock: FunctionMock,
): { readonly handler: LambdaHandler; readonly calls: FunctionCall[] } {
  if (typeof mock !== "function") {
    throw new InvalidArgumentError(
      `call ${callOf("mockFunction", name)}`,
      `the mock is a ${typeof mock}`,
      'Pass a function of the input: runner.mockFunction("price", ({ sku }) => 42).',
    )
  }
  const calls: FunctionCall[] = []
  const handler = async (input: unknown): Promise<unknown> => {
    const now = currentScope()?.now ?? 0
    calls.push({ input: structuredClone(input), at: new Date(now) })
    return mock(input)
  }
  return { handler, calls }
}
