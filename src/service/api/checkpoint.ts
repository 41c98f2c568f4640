import type { CheckpointDurableExecutionResponse, Operation } from "@aws-sdk/client-lambda"
import { checkBatch } from "../operations/batch-rules.ts"
import { settleTimeout } from "../executions/settle-and-find.ts"
import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { issueToken } from "./invocations.ts"
import type { OperationRecord } from "../state/operation-record.ts"
import { toOperation } from "../views/operation-view.ts"
import type { OperationUpdate } from "../requests/operation-update.ts"
import { applyTransition } from "../operations/transitions.ts"
import { enforceQuotas } from "../executions/quotas.ts"
import { takeUnreportedChanges } from "../state/record-changes.ts"
import { readCheckpointRequest, type CheckpointRequest } from "../requests/requests.ts"
import type { ServiceState } from "../state/service-state.ts"
import { fireOverdue } from "../executions/timer-firing.ts"
import { executionOfToken } from "../requests/token-check.ts"
import { checkUpdate } from "../operations/update-rules.ts"

/**
 * CheckpointDurableExecution (section 3). Everything is checked before anything is changed, so that a
 * rejected request leaves no trace and its token stays good.
 */
export function checkpoint(
  state: ServiceState,
  value: unknown,
  now: Instant,
): CheckpointDurableExecutionResponse {
  const request = readCheckpointRequest(state, value)
  const known = state.executions.get(request.durableExecutionArn)
  if (known !== undefined) settleTimeout(state, known, now)
  const repeated = known && repeatedAnswer(state, known, request, now)
  if (repeated !== undefined) return repeated
  const execution = executionOfToken(state, request)
  checkUpdates(state, execution, request.updates)
  return accept(state, execution, request, now)
}

/** Step 2: a client that got no answer repeats its request (section 3.3). */
function repeatedAnswer(
  state: ServiceState,
  { remembered }: ExecutionState,
  request: CheckpointRequest,
  now: Instant,
): CheckpointDurableExecutionResponse | undefined {
  if (remembered === undefined || request.clientToken !== remembered.clientToken) return undefined
  if (request.checkpointToken !== remembered.checkpointToken) return undefined
  const age = now - remembered.acceptedAt
  return age < state.settings.limits.clientTokenWindowMs ? remembered.answer() : undefined
}

/** Step 4. */
function checkUpdates(
  { settings }: ServiceState,
  execution: ExecutionState,
  updates: readonly OperationUpdate[],
): void {
  if (updates.length === 0) return
  const started = checkBatch(settings.texts, execution, updates)
  for (const update of updates) checkUpdate(settings, execution, update, started)
}

/** Steps 5 to 7. */
function accept(
  state: ServiceState,
  execution: ExecutionState,
  request: CheckpointRequest,
  now: Instant,
): CheckpointDurableExecutionResponse {
  const checkpointing = { state, execution, now }
  for (const update of request.updates) {
    execution.storedBytes += update.payloadBytes + update.errorBytes
    applyTransition(checkpointing, update)
  }
  fireOverdue(state, execution, now)
  enforceQuotas(state, execution, now)
  execution.checkpointCount++
  const changed = takeUnreportedChanges(execution)
  execution.remembered = undefined
  // Without a token the handler learns that this invocation can make no further progress (3.2).
  if (isClosed(execution)) return answerOf(undefined, changed.map(toOperation))
  const token = issueToken(state, execution)
  remember(execution, request, token, changed, now)
  return answerOf(token, changed.map(toOperation))
}

function remember(
  execution: ExecutionState,
  { clientToken, checkpointToken }: CheckpointRequest,
  nextToken: string,
  changed: readonly OperationRecord[],
  now: Instant,
): void {
  if (clientToken === undefined) return
  // Rendered for itself: the records move on, and the caller owns the answer it got.
  const operations = changed.map(toOperation)
  execution.remembered = {
    clientToken,
    checkpointToken,
    acceptedAt: now,
    answer: () => answerOf(nextToken, structuredClone(operations)),
  }
}

function answerOf(
  token: string | undefined,
  operations: Operation[],
): CheckpointDurableExecutionResponse {
  const NewExecutionState = { Operations: operations }
  return token === undefined ? { NewExecutionState } : { CheckpointToken: token, NewExecutionState }
}
