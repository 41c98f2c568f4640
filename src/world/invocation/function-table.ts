import type { LambdaHandler } from "./invocation.ts"

/** Makes the handler that a new container has: a module is loaded anew by `await import()` only. */
export type CreateHandler = () => LambdaHandler | Promise<LambdaHandler>

/** A function that the world can invoke. */
export interface SimulatedFunction {
  readonly functionName: string
  readonly handler: LambdaHandler
  /** Makes the handler that a new container has; else every container has the same. */
  readonly createHandler?: CreateHandler
  readonly durable: boolean
  /** Virtual milliseconds that one invocation may take. */
  readonly timeoutMs: number
  /** True if the test asked for this time-out, so that running into it is part of the test. */
  readonly timeoutIsExplicit: boolean
}

export type FunctionTable = ReadonlyMap<string, SimulatedFunction>
