import type * as aws from "@aws-sdk/client-lambda"
import * as callbacks from "./api/callbacks.ts"
import type { CallbackTimeoutKind } from "./executions/callback-timeout.ts"
import { checkpoint } from "./api/checkpoint.ts"
import type { EventRecord } from "./state/event-record.ts"
import { type CallbackCall, type ExecutionState, isClosed } from "./state/execution-state.ts"
import { readFunctionDefinition, type FunctionDefinition } from "./state/function-definition.ts"
import { resolveFunction } from "./requests/function-lookup.ts"
import type { ResolvedFunction } from "./state/function-registry.ts"
import { getExecution } from "./api/get-execution.ts"
import { eventsFrom, getHistory } from "./api/get-history.ts"
import { getState } from "./api/get-state.ts"
import {
  callbacksOf,
  pendingOperationsOf,
  snapshotOf,
  type CallbackSnapshot,
  type ExecutionSnapshot,
  type PendingOperation,
} from "./views/inspection.ts"
import { isInstant, type Instant } from "./values/instant.ts"
import type { InvocationOutcome, PlainInvocationOutcome } from "./values/invocation-outcome.ts"
import {
  beginInvocation,
  endInvocation,
  withholdToken,
  type BegunInvocation,
} from "./api/invocations.ts"
import { listExecutions } from "./api/list-executions.ts"
import { toOperation } from "./views/operation-view.ts"
import { toPendingInvocation, type PendingInvocation } from "./state/pending-invocation.ts"
import {
  beginPlainInvocation,
  endPlainInvocation,
  type BegunPlainInvocation,
} from "./api/plain-invocations.ts"
import { resourceNotFound, ServiceMisuseError } from "./wire/service-errors.ts"
import { settingsOf, type ServiceOptions } from "./values/service-options.ts"
import { createServiceState, type ServiceState } from "./state/service-state.ts"
import {
  startExecution,
  type StartedExecution,
  type StartExecutionRequest,
} from "./api/start-execution.ts"
import { requestInvocation } from "./executions/request-invocation.ts"
import { stopExecution } from "./api/stop-execution.ts"
import { fireDue } from "./executions/timer-firing.ts"
import { unregisterFunction } from "./api/unregister-function.ts"

export type { CallbackSnapshot, ExecutionSnapshot, PendingOperation } from "./views/inspection.ts"

/**
 * The simulated checkpoint service: a synchronous state machine. A command takes the virtual time and
 * answers at once, or throws a `ServiceError`; what it returns is the caller's to keep.
 *
 * A harness drives it so: begin what `pendingInvocations()` lists, end it with its outcome, and when
 * nothing else is to be done move its clock to `nextDue()` and call `fireDue`.
 */
export class DurableService {
  readonly #state: ServiceState

  constructor(options: ServiceOptions = {}) {
    this.#state = createServiceState(settingsOf(options))
  }

  // Functions and invocations

  /** A function of the same name is replaced. */
  registerFunction(definition: FunctionDefinition): void {
    const { functions, settings } = this.#state
    functions.set(readFunctionDefinition(settings.texts, definition))
  }

  /** False if there was no such function. */
  unregisterFunction(functionName: string, now: Instant): boolean {
    return unregisterFunction(this.#state, functionName, this.#tick(now))
  }

  /** What an Invoke of this name would run. */
  resolveFunction(functionName: string, qualifier?: string): ResolvedFunction {
    return resolveFunction(this.#state, functionName, qualifier)
  }

  startExecution(request: StartExecutionRequest, now: Instant): StartedExecution {
    return startExecution(this.#state, request, this.#tick(now))
  }

  /** What may begin now, oldest first. */
  pendingInvocations(): readonly PendingInvocation[] {
    if (this.#state.ready.size === 0) return []
    return Array.from(this.#state.ready.values(), toPendingInvocation)
  }

  beginInvocation(durableExecutionArn: string, now: Instant): BegunInvocation {
    return beginInvocation(this.#state, this.#execution(durableExecutionArn), this.#tick(now))
  }

  /** Ignored unless this is the invocation in flight. */
  endInvocation(
    durableExecutionArn: string,
    requestId: string,
    outcome: InvocationOutcome,
    now: Instant,
  ): void {
    const execution = this.#execution(durableExecutionArn)
    endInvocation(this.#state, execution, requestId, outcome, this.#tick(now))
  }

  /** The invocation in flight may record nothing more. */
  withholdToken(durableExecutionArn: string): void {
    withholdToken(this.#execution(durableExecutionArn))
  }

  /** Invokes an execution that waits for something, though nothing has happened. */
  wake(durableExecutionArn: string, now: Instant): void {
    requestInvocation(this.#state, this.#execution(durableExecutionArn), this.#tick(now))
  }

  beginPlainInvocation(invocationId: string, now: Instant): BegunPlainInvocation {
    this.#tick(now)
    return beginPlainInvocation(this.#state, invocationId)
  }

  endPlainInvocation(invocationId: string, outcome: PlainInvocationOutcome, now: Instant): void {
    endPlainInvocation(this.#state, invocationId, outcome, this.#tick(now))
  }

  // The API of AWS

  checkpointDurableExecution(
    request: aws.CheckpointDurableExecutionRequest,
    now: Instant,
  ): aws.CheckpointDurableExecutionResponse {
    return checkpoint(this.#state, request, this.#tick(now))
  }

  getDurableExecutionState(
    request: aws.GetDurableExecutionStateRequest,
    now: Instant,
  ): aws.GetDurableExecutionStateResponse {
    return getState(this.#state, request, this.#tick(now))
  }

  sendDurableExecutionCallbackSuccess(
    request: { CallbackId: string | undefined; Result?: Uint8Array | string | undefined },
    now: Instant,
  ): Record<string, never> {
    callbacks.sendCallbackSuccess(this.#state, request, this.#tick(now))
    return {}
  }

  sendDurableExecutionCallbackFailure(
    request: { CallbackId: string | undefined; Error?: aws.ErrorObject | undefined },
    now: Instant,
  ): Record<string, never> {
    callbacks.sendCallbackFailure(this.#state, request, this.#tick(now))
    return {}
  }

  sendDurableExecutionCallbackHeartbeat(
    request: { CallbackId: string | undefined },
    now: Instant,
  ): Record<string, never> {
    callbacks.sendCallbackHeartbeat(this.#state, request, this.#tick(now))
    return {}
  }

  stopDurableExecution(
    request: aws.StopDurableExecutionRequest,
    now: Instant,
  ): aws.StopDurableExecutionResponse {
    return stopExecution(this.#state, request, this.#tick(now))
  }

  getDurableExecution(
    request: aws.GetDurableExecutionRequest,
    now: Instant,
  ): aws.GetDurableExecutionResponse {
    return getExecution(this.#state, request, this.#tick(now))
  }

  getDurableExecutionHistory(
    request: aws.GetDurableExecutionHistoryRequest,
    now: Instant,
  ): aws.GetDurableExecutionHistoryResponse {
    return getHistory(this.#state, request, this.#tick(now))
  }

  listDurableExecutionsByFunction(
    request: aws.ListDurableExecutionsByFunctionRequest,
    now: Instant,
  ): aws.ListDurableExecutionsByFunctionResponse {
    return listExecutions(this.#state, request, this.#tick(now))
  }

  /** Not an API of AWS: forces a time-out early, even one the callback has no timer for. */
  expireCallback(callbackId: string, kind: CallbackTimeoutKind, now: Instant): void {
    callbacks.expireCallback(this.#state, callbackId, kind, this.#tick(now))
  }

  // Time

  /** When the next timer of any execution fires. */
  nextDue(): Instant | undefined {
    return this.#state.timers.earliest?.due
  }

  /** Fires everything due by now; says how much that was. */
  fireDue(now: Instant): number {
    return fireDue(this.#state, this.#tick(now))
  }

  // Inspection

  get executionCount(): number {
    return this.#state.executions.size
  }

  /** In order of starting. */
  executionArns(): readonly string[] {
    return [...this.#state.executions.keys()]
  }

  isClosed(durableExecutionArn: string): boolean {
    return isClosed(this.#execution(durableExecutionArn))
  }

  describeExecution(durableExecutionArn: string): ExecutionSnapshot {
    return snapshotOf(this.#execution(durableExecutionArn))
  }

  /** In order of creation, the EXECUTION first. */
  operations(durableExecutionArn: string): readonly aws.Operation[] {
    return this.#execution(durableExecutionArn).operations.map(toOperation)
  }

  isRecorded(durableExecutionArn: string, operationId: string): boolean {
    return this.#execution(durableExecutionArn).operationsById.has(operationId)
  }

  events(durableExecutionArn: string): readonly aws.Event[] {
    return eventsFrom(this.#execution(durableExecutionArn), 0)
  }

  /** The events after the first `count`. */
  eventsSince(durableExecutionArn: string, count: number): readonly aws.Event[] {
    return eventsFrom(this.#execution(durableExecutionArn), count)
  }

  /** The event at an index of the history, as the service keeps it: not to be changed. */
  eventRecord(durableExecutionArn: string, index: number): EventRecord | undefined {
    return this.#execution(durableExecutionArn).events[index]
  }

  eventCount(durableExecutionArn: string): number {
    return this.#execution(durableExecutionArn).events.length
  }

  callbacks(durableExecutionArn: string): readonly CallbackSnapshot[] {
    return callbacksOf(this.#execution(durableExecutionArn))
  }

  /** What external systems have sent to the callbacks of the execution, refused calls included. */
  callbackCalls(durableExecutionArn: string): readonly CallbackCall[] {
    return [...this.#execution(durableExecutionArn).callbackCalls]
  }

  /** STEP operations in STARTED. */
  startedStepCount(durableExecutionArn: string): number {
    return this.#execution(durableExecutionArn).startedStepCount
  }

  /** What could still lead to an invocation of the execution. */
  pendingOperations(durableExecutionArn: string): readonly PendingOperation[] {
    return pendingOperationsOf(this.#execution(durableExecutionArn))
  }

  /** The execution a CHAINED_INVOKE of a durable function started. */
  childExecution(parentArn: string, operationId: string): string | undefined {
    const operation = this.#execution(parentArn).operationsById.get(operationId)
    return operation?.type === "CHAINED_INVOKE" ? operation.childArn : undefined
  }

  #execution(durableExecutionArn: string): ExecutionState {
    const execution = this.#state.executions.get(durableExecutionArn)
    if (execution === undefined) {
      throw resourceNotFound(this.#state.settings.texts.executionNotFound)
    }
    return execution
  }

  /** Time never runs backwards: a caller with an old clock is taken to call now. */
  #tick(now: Instant): Instant {
    const text = `Expected a time in milliseconds since the epoch, got ${typeof now}.`
    if (!isInstant(now)) throw new ServiceMisuseError(text)
    if (now > this.#state.clock) this.#state.clock = now
    return this.#state.clock
  }
}
