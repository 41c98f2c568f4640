import type { ReadyInvocation } from "./service-state.ts"

/** An invocation that is ready to begin now. */
export type PendingInvocation =
  | {
      readonly kind: "durable"
      readonly durableExecutionArn: string
      readonly functionName: string
      readonly version: string
      /** The execution whose chained invoke this is the start of. */
      readonly invokedBy?: string
    }
  | {
      readonly kind: "plain"
      readonly invocationId: string
      readonly functionName: string
      readonly version: string
      /** JSON text. */
      readonly payload: string
      readonly tenantId?: string
      readonly invokedBy: string
      /** The chained invoke that it answers. */
      readonly operationId: string
    }

export function toPendingInvocation(ready: ReadyInvocation): PendingInvocation {
  switch (ready.kind) {
    case "durable": {
      const { arn, functionName, version, invocationCount, parent } = ready.execution
      const pending = {
        kind: "durable",
        durableExecutionArn: arn,
        functionName,
        version,
      } as const
      const isStart = parent !== undefined && invocationCount === 0
      return isStart ? { ...pending, invokedBy: parent.execution.arn } : pending
    }
    case "plain": {
      const { invocationId, functionName, version, payload, tenantId } = ready.invocation
      const { execution, operation } = ready.invocation
      const pending = {
        kind: "plain",
        invocationId,
        functionName,
        version,
        payload,
        invokedBy: execution.arn,
        operationId: operation.id,
      } as const
      return tenantId === undefined ? pending : { ...pending, tenantId }
    }
    default:
      return ready satisfies never
  }
}
