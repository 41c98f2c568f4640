import type { ScopedEnvironment } from "./environment.ts"
import type { DurableContextInside } from "./durable-contexts.ts"
import type { OperationCall, OperationWatch } from "./durable-operations.ts"
import type { LambdaApi } from "./lambda-api.ts"
import type { LoggedLine } from "./logged-line.ts"
import type { OperationStorage, OperationStore, Probe } from "./probe.ts"
import { shared } from "./shared.ts"

/**
 * What the scoped globals ask of the code they were called from. Code without a scope (the test
 * itself, the test framework, other libraries) gets the real function, untouched.
 */
export interface Scope {
  /** Epoch milliseconds, virtual. */
  readonly now: number
  /** Milliseconds since the world began, virtual: what `performance.now()` answers. */
  readonly elapsedMs: number
  /** Epoch milliseconds at which the world began: what `performance.timeOrigin` answers. */
  readonly startedAt: number
  readonly random: ScopedRandom
  /** What code of this scope finds in `process.env` besides the variables of the process. */
  readonly environment?: ScopedEnvironment | undefined
  /** Serves what code of this scope asks of AWS Lambda, where somebody does. */
  readonly lambdaApi?: LambdaApi | undefined
  /** Watches the code of this scope; none does in a plain run. */
  readonly probe: Probe | undefined

  /** Runs `callback` once, `delayMs` virtual milliseconds from now; the answer cancels it. An interval is armed again each time. */
  schedule(delayMs: number, callback: () => void, isRepeated?: boolean): () => void
  /** Runs `callback` in a turn of its own, before time moves; the answer cancels it. */
  queueImmediate(callback: () => void): () => void
  /** Keeps virtual time where it is while real work is under way; the answer lets it go on. */
  holdTime(): () => void
  /** The body of a step or a condition begins; the answer is called when it has settled. */
  bodyStarted?(body: OperationStore): () => void
  /**
   * The handler (`root`) or the body of an attempt has thrown. The SDK keeps only the name and the
   * message of an error.
   */
  threw?(contextId: string, attempt: number | undefined, thrown: unknown): void
  /** The SDK has entered the handler, or the function of a context; `storage` knows in which code it is. */
  contextEntered?(storage: OperationStorage): void
  /**
   * The function of a context begins; `contextId` is its path, such as `1-2`, or `root`. The answer, if
   * somebody wants to know, is called when it has ended, and is told whether it has thrown.
   */
  contextOpened?(contextId: string): ((hasThrown: boolean) => void) | undefined
  /** The SDK makes a durable context. */
  contextCreated?(context: DurableContextInside): void
  /** Code calls a method of its durable context. */
  operationCalled?(call: OperationCall): void
  /**
   * Code has begun an operation, and has got a promise for it.
   *
   * @param contextPath of the context, such as `1`; `root` for the handler.
   * @param number of the operation in that context, 1 for the first.
   */
  operationBegun?(
    call: OperationCall,
    contextPath: string,
    number: number,
  ): OperationWatch | undefined
  /** `Promise.race`, `any` or `all` was called: what has not settled when they do may be meant to be left. */
  combined?(): void
  /** Code of this scope has written something for people; answers whether it is printed. */
  logged?(line: LoggedLine): boolean
  /** Whether what the code writes is printed. Default true. */
  readonly printsLogs?: boolean | undefined
  /** Runs the body of a step or a condition, or what stands in for it. */
  runBody?(store: OperationStore, body: () => unknown): unknown
  /** True once the code belongs to an invocation that ended, crashed or was abandoned. */
  readonly frozen: boolean
  /** `process.exit` was called. */
  exit(code: number): never
  /** Node's own timer was set, by a function of before this package was loaded. */
  realTimerSet?(timer: object): void
  /** Ends the run with an error of the test's. */
  fail?(error: Error): void
  /** Nobody caught this error, or handled this rejection. */
  crash(reason: unknown, kind?: CrashKind): void
}

/** What ends the process of the Lambda runtime. Default `uncaught error`. */
export type CrashKind = "uncaught error" | "unhandled rejection"

export interface ScopedRandom {
  nextFloat(): number
  nextUint32(): number
  nextUuid(): `${string}-${string}-${string}-${string}-${string}`
  fill(bytes: Uint8Array): void
  /** A whole number was made of what was drawn; whoever keeps what is drawn wants to know it. */
  drewInteger?(value: number): void
}

const { storage } = shared()

export function currentScope(): Scope | undefined {
  return storage.getStore()
}

export function runInScope<T>(scope: Scope, body: () => T): T {
  return storage.run(scope, body)
}

/** Runs `body` as code that belongs to no world: it sees the real clock and the real timers. */
export function runOutsideScopes<T>(body: () => T): T {
  return storage.run(undefined, body)
}
