import { closeExecution } from "../executions/close-execution.ts"
import type { Instant } from "../values/instant.ts"
import { settleChainedInvoke } from "../executions/chained-invoke-outcome.ts"
import type { ServiceState } from "../state/service-state.ts"

/**
 * Deletes a function. What waits for an invocation of it fails now; an execution that would be
 * invoked later fails then (section 2.4). Invocations in flight run on.
 */
export function unregisterFunction(
  state: ServiceState,
  functionName: string,
  now: Instant,
): boolean {
  const existed = state.functions.delete(functionName)
  const error = { ErrorMessage: state.settings.texts.functionDeleted }
  for (const [key, ready] of [...state.ready]) {
    if (ready.kind === "durable" && ready.execution.functionName === functionName) {
      closeExecution(state, ready.execution, { status: "FAILED", error }, now)
    }
    if (ready.kind === "plain" && ready.invocation.functionName === functionName) {
      state.ready.delete(key)
      state.plainInvocations.delete(key)
      const { execution, operation } = ready.invocation
      settleChainedInvoke(state, execution, operation, { status: "FAILED", error }, now)
    }
  }
  return existed
}
