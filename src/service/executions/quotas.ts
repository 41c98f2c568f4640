import { closeExecutionByCheckpoint } from "./close-execution.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { ServiceState } from "../state/service-state.ts"

/**
 * An execution that has outgrown its quotas fails at its next checkpoint, which is answered without a
 * token (section 11). The EXECUTION operation does not count.
 */
export function enforceQuotas(state: ServiceState, execution: ExecutionState, now: Instant): void {
  const message = exceededQuota(state, execution)
  if (message === undefined) return
  const error = { ErrorType: "InvalidParameterValueException", ErrorMessage: message }
  closeExecutionByCheckpoint(state, execution, { status: "FAILED", error }, now)
}

function exceededQuota({ settings }: ServiceState, execution: ExecutionState): string | undefined {
  const { limits, texts } = settings
  if (execution.operations.length - 1 > limits.operations) {
    return texts.tooManyOperations(limits.operations)
  }
  if (execution.storedBytes > limits.storedBytes) {
    return texts.tooManyStoredBytes(limits.storedBytes)
  }
  return undefined
}
