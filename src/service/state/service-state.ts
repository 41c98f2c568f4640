import type { ExecutionState } from "./execution-state.ts"
import { FunctionRegistry } from "./function-registry.ts"
import { IdSource } from "../values/id-source.ts"
import type { Instant } from "../values/instant.ts"
import type { CallbackRecord, ChainedInvokeRecord } from "./operation-record.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import { TimerHeap } from "./timer-heap.ts"

/** One run of a plain function for a CHAINED_INVOKE (section 7). */
export interface PlainInvocation {
  readonly invocationId: string
  readonly functionName: string
  readonly version: string
  readonly functionArn: string
  readonly payload: string
  readonly tenantId: string | undefined
  readonly execution: ExecutionState
  readonly operation: ChainedInvokeRecord
  begun: boolean
}

/** An invocation that may begin now. */
export type ReadyInvocation =
  | { readonly kind: "durable"; readonly execution: ExecutionState }
  | { readonly kind: "plain"; readonly invocation: PlainInvocation }

export interface OpenCallback {
  readonly execution: ExecutionState
  readonly operation: CallbackRecord
}

/** The executions of one function, for starting by name and for listing. */
export interface FunctionExecutions {
  readonly inOrder: ExecutionState[]
  readonly byName: Map<string, ExecutionState>
}

/** The whole state of a service; what the functions of this folder read and change. */
export interface ServiceState {
  readonly settings: ServiceSettings
  readonly ids: IdSource
  readonly timers: TimerHeap
  readonly functions: FunctionRegistry
  readonly executions: Map<string, ExecutionState>
  readonly executionsByFunction: Map<string, FunctionExecutions>
  readonly callbacks: Map<string, OpenCallback>
  /** By ARN or invocation id, oldest first. */
  readonly ready: Map<string, ReadyInvocation>
  readonly plainInvocations: Map<string, PlainInvocation>
  /** Operations ever created, in all executions. */
  operationCount: number
  /** The latest instant any command named: time never runs backwards. */
  clock: Instant
}

export function createServiceState(settings: ServiceSettings): ServiceState {
  return {
    settings,
    ids: new IdSource(settings.seed),
    timers: new TimerHeap(),
    functions: new FunctionRegistry(settings),
    executions: new Map(),
    executionsByFunction: new Map(),
    callbacks: new Map(),
    ready: new Map(),
    plainInvocations: new Map(),
    operationCount: 0,
    clock: -Infinity,
  }
}
