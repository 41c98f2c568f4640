import { executionArn } from "../values/arn.ts"
import { armTimer } from "../state/execution-timers.ts"
import type { ExecutionState, ParentInvoke } from "../state/execution-state.ts"
import type { FunctionDurableConfig } from "../state/function-definition.ts"
import type { ResolvedFunction } from "../state/function-registry.ts"
import type { Instant } from "../values/instant.ts"
import type { ExecutionRecord } from "../state/operation-record.ts"
import { addOperation, appendEvent, takeUnreportedChanges } from "../state/record-changes.ts"
import type { FunctionExecutions, ServiceState } from "../state/service-state.ts"
import { utf8Bytes } from "../values/utf8.ts"
import { makeReady } from "./request-invocation.ts"

export interface NewExecution {
  readonly target: ResolvedFunction
  readonly durableConfig: Required<FunctionDurableConfig>
  readonly name: string
  readonly payload: string | undefined
  readonly outputBytesLimit: number
  readonly checkpointedResultBytesLimit: number
  readonly tenantId: string | undefined
  readonly traceHeader: string | undefined
  readonly parent: ParentInvoke | undefined
}

/** Records a new execution and asks for its first invocation (section 2.1). */
export function createExecution(
  state: ServiceState,
  request: NewExecution,
  now: Instant,
): ExecutionState {
  const execution = newExecutionState(state, request, now)
  addOperation(execution, execution.record)
  // The first invocation is told everything there is, and nothing of it is news (2.2).
  takeUnreportedChanges(execution)
  appendEvent(
    execution,
    execution.record,
    {
      eventType: "ExecutionStarted",
      input: request.payload,
      executionTimeout: execution.executionTimeoutSeconds,
    },
    now,
  )
  state.executions.set(execution.arn, execution)
  const siblings = executionsOf(state, execution.functionName)
  siblings.inOrder.push(execution)
  siblings.byName.set(execution.name, execution)
  armTimer(state, execution, execution.timesOutAt, { kind: "execution-timeout" })
  makeReady(state, execution, now)
  return execution
}

function executionsOf(state: ServiceState, functionName: string): FunctionExecutions {
  let executions = state.executionsByFunction.get(functionName)
  if (executions === undefined) {
    executions = { inOrder: [], byName: new Map() }
    state.executionsByFunction.set(functionName, executions)
  }
  return executions
}

function newExecutionState(
  state: ServiceState,
  request: NewExecution,
  now: Instant,
): ExecutionState {
  const { target, name, payload, durableConfig } = request
  const id = state.ids.executionId()
  const { executionTimeoutSeconds, retentionPeriodInDays } = durableConfig
  return {
    arn: executionArn(target.functionArn, name, id),
    id,
    name,
    sequence: state.executions.size,
    functionName: target.functionName,
    version: target.executedVersion,
    functionArn: target.functionArn,
    inputPayload: payload,
    tenantId: request.tenantId,
    traceHeader: request.traceHeader,
    executionTimeoutSeconds,
    retentionPeriodInDays,
    outputBytesLimit: request.outputBytesLimit,
    checkpointedResultBytesLimit: request.checkpointedResultBytesLimit,
    parent: request.parent,
    startedAt: now,
    timesOutAt: now + executionTimeoutSeconds * 1_000,
    status: "RUNNING",
    endedAt: undefined,
    result: undefined,
    error: undefined,
    record: executionRecord(state, id, request, now),
    operations: [],
    operationsById: new Map(),
    unpruned: [],
    unreportedChanges: [],
    events: [],
    callbackCalls: [],
    closingEventIsDue: false,
    pendingCount: 0,
    startedStepCount: 0,
    storedBytes: utf8Bytes(payload),
    timers: new Set(),
    phase: { kind: "idle" },
    triggeredInFlight: false,
    consecutiveFailures: 0,
    immediateRetries: 0,
    backOffs: 0,
    invocationCount: 0,
    checkpointCount: 0,
    token: undefined,
    isTokenWithheld: false,
    remembered: undefined,
  }
}

function executionRecord(
  state: ServiceState,
  id: string,
  request: NewExecution,
  now: Instant,
): ExecutionRecord {
  return {
    type: "EXECUTION",
    id,
    name: request.name,
    subType: undefined,
    parentId: undefined,
    parent: undefined,
    sequence: state.operationCount++,
    startedAt: now,
    endedAt: undefined,
    status: "STARTED",
    isUnreported: false,
    pruned: false,
    inputPayload: request.payload,
  }
}
