import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { resourceNotFound } from "../wire/service-errors.ts"
import type { ServiceState } from "../state/service-state.ts"
import { fireOverdue } from "./timer-firing.ts"

const dayMs = 24 * 60 * 60 * 1_000

/** The execution, unless its record has been deleted since (section 2.5, retention). */
export function findRetained(
  execution: ExecutionState | undefined,
  now: Instant,
): ExecutionState | undefined {
  if (execution?.endedAt === undefined) return execution
  const deletedAt = execution.endedAt + execution.retentionPeriodInDays * dayMs
  return now < deletedAt ? execution : undefined
}

/** The execution a request names, its own time-out settled, or ResourceNotFoundException. */
export function settleAndFind(state: ServiceState, arn: string, now: Instant): ExecutionState {
  const execution = findRetained(state.executions.get(arn), now)
  if (execution === undefined) throw resourceNotFound(state.settings.texts.executionNotFound)
  settleTimeout(state, execution, now)
  return execution
}

/**
 * An execution is over at its deadline, whether or not somebody has fired the timer yet: so the
 * answer to a request does not depend on who comes first at that instant (section 5.3).
 */
export function settleTimeout(state: ServiceState, execution: ExecutionState, now: Instant): void {
  if (!isClosed(execution) && execution.timesOutAt <= now) fireOverdue(state, execution, now)
}
