import type { ExecutionState } from "../state/execution-state.ts"
import { invalidParameter } from "../wire/service-errors.ts"
import type { ServiceState } from "../state/service-state.ts"

/**
 * The execution whose invocation in flight holds this token (section 3.2). Whatever is wrong with a
 * token (consumed, of an older invocation, garbage, execution closed or unknown), the answer is the
 * same; only a good token used for another execution is told apart.
 */
export function executionOfToken(
  state: ServiceState,
  request: { readonly durableExecutionArn: string; readonly checkpointToken: string },
): ExecutionState {
  const { texts } = state.settings
  const { durableExecutionArn, checkpointToken } = request
  const execution = state.executions.get(durableExecutionArn)
  if (execution?.token === checkpointToken) return execution
  for (const other of state.executions.values()) {
    if (other.token === checkpointToken) {
      throw invalidParameter(texts.checkpointTokenOfOtherExecution)
    }
  }
  throw invalidParameter(texts.invalidCheckpointToken)
}
