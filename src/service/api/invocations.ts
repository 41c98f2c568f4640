import type { DurableInvocationInput } from "../values/invocation-input.ts"
import { mintCheckpointToken } from "../values/checkpoint-token.ts"
import { appendDueClosingEvent, closeExecution } from "../executions/close-execution.ts"
import { errorObjectFrom } from "../values/error-object.ts"
import { settleTimeout } from "../executions/settle-and-find.ts"
import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { InvocationOutcome } from "../values/invocation-outcome.ts"
import { judgeOutput, violation, type OutputVerdict } from "../requests/invocation-output.ts"
import { forgetFailures, retryInvocation } from "../executions/invocation-retry.ts"
import { pruneOperations } from "../state/pruning.ts"
import { appendEvent, takeUnreportedChanges } from "../state/record-changes.ts"
import { ServiceMisuseError } from "../wire/service-errors.ts"
import type { ServiceState } from "../state/service-state.ts"
import { cutStatePage } from "../views/state-page.ts"
import { makeReady } from "../executions/request-invocation.ts"

/** An invocation that has begun. */
export interface BegunInvocation {
  readonly requestId: string
  /** Qualified with the version. */
  readonly functionArn: string
  readonly functionName: string
  readonly version: string
  readonly tenantId?: string
  readonly input: DurableInvocationInput
}

export function beginInvocation(
  state: ServiceState,
  execution: ExecutionState,
  now: Instant,
): BegunInvocation {
  if (execution.phase.kind !== "ready") {
    throw new ServiceMisuseError(
      `Failed to begin an invocation of ${execution.arn}: it waits for none. Did you take it from pendingInvocations()?`,
    )
  }
  const requestId = state.ids.requestId()
  state.ready.delete(execution.arn)
  execution.phase = { kind: "in-flight", requestId, startedAt: now }
  execution.triggeredInFlight = false
  execution.isTokenWithheld = false
  execution.invocationCount++
  issueToken(state, execution)
  const { functionArn, functionName, version, tenantId } = execution
  return {
    requestId,
    functionArn,
    functionName,
    version,
    ...(tenantId !== undefined && { tenantId }),
    input: inputOf(state, execution, now),
  }
}

/** Makes the next token; the one before it is not accepted any more (section 3.2). */
export function issueToken(state: ServiceState, execution: ExecutionState): string {
  const token = mintCheckpointToken(state.ids.tag, {
    execution: execution.sequence,
    invocation: execution.invocationCount,
    checkpoint: execution.checkpointCount,
  })
  execution.token = token
  return token
}

/**
 * No token is accepted until the next invocation, as where an execution is paused (section 3.2). What
 * was recorded stays, and PENDING leads to that invocation.
 */
export function withholdToken(execution: ExecutionState): void {
  execution.token = undefined
  execution.remembered = undefined
  execution.isTokenWithheld = true
}

function inputOf(
  state: ServiceState,
  execution: ExecutionState,
  now: Instant,
): DurableInvocationInput {
  const visible = pruneOperations(execution)
  // Only what the handler can find in its state is worth naming.
  const updated = takeUnreportedChanges(execution).filter(({ pruned }) => !pruned)
  const { pageSize, limits } = state.settings
  const bounds = { maxItems: pageSize, maxBytes: limits.pageBytes, minItems: 0 } as const
  const { operations, nextMarker } = cutStatePage(execution, visible, 0, bounds, now)
  return {
    DurableExecutionArn: execution.arn,
    CheckpointToken: execution.token ?? "",
    InitialExecutionState: {
      Operations: operations,
      ...(nextMarker !== undefined && { NextMarker: nextMarker }),
    },
    UpdatedOperationIds: updated.map(({ id }) => id),
  }
}

/** Ignored unless that invocation is the one in flight (section 5.3). */
export function endInvocation(
  state: ServiceState,
  execution: ExecutionState,
  requestId: string,
  outcome: InvocationOutcome,
  now: Instant,
): void {
  settleTimeout(state, execution, now)
  const { phase } = execution
  if (phase.kind !== "in-flight" || phase.requestId !== requestId) return
  execution.token = undefined
  execution.phase = { kind: "idle" }
  const wasClosed = isClosed(execution)
  const verdict =
    outcome.kind === "returned" ? verdictOn(state, execution, outcome.output) : undefined
  // An output nobody listens to is no error; that the invocation itself failed is.
  const outputError = verdict?.kind === "failed" && !wasClosed ? verdict.error : undefined
  const error = outcome.kind === "failed" ? errorObjectFrom(outcome.error) : outputError
  const { startedAt } = phase
  const fact = { eventType: "InvocationCompleted", startedAt, requestId, error } as const
  appendEvent(execution, undefined, fact, now)
  if (wasClosed) appendDueClosingEvent(execution, now)
  else if (verdict === undefined) retryInvocation(state, execution, error ?? {}, now)
  else conclude(state, execution, verdict, now)
}

/** What the output says, with the rule on PENDING that needs the state (section 2.3). */
function verdictOn(state: ServiceState, execution: ExecutionState, output: unknown): OutputVerdict {
  const { texts } = state.settings
  const verdict = judgeOutput(texts, output, execution.outputBytesLimit)
  const canContinue = execution.pendingCount > 0 || mustReinvoke(state, execution)
  return verdict.kind === "pending" && !canContinue ? violation(texts.nothingPending) : verdict
}

function conclude(
  state: ServiceState,
  execution: ExecutionState,
  verdict: OutputVerdict,
  now: Instant,
): void {
  forgetFailures(execution)
  switch (verdict.kind) {
    case "succeeded":
      closeExecution(state, execution, { status: "SUCCEEDED", result: verdict.result }, now)
      break
    case "failed":
      closeExecution(state, execution, { status: "FAILED", error: verdict.error }, now)
      break
    case "pending":
      if (mustReinvoke(state, execution)) makeReady(state, execution, now)
      break
    default:
      verdict satisfies never
  }
}

/** Whether PENDING leads straight to the next invocation (section 5.2). */
function mustReinvoke(state: ServiceState, execution: ExecutionState): boolean {
  if (execution.unreportedChanges.length > 0 || execution.isTokenWithheld) return true
  return state.settings.pendingReinvocation === "any-trigger" && execution.triggeredInFlight
}
