import type { ReadyInvocation } from "./service-state.ts"

/** An invocation that is ready to begin now. */
export type PendingInvocation =
  | {
      readonly kind: "durable"
      readonly durableExecutionArn: string
      readonly functionName: string
      readonly version: string
    }
  | {
      readonly kind: "plain"
      readonly invocationId: string
      readonly functionName: string
      readonly version: string
      /** JSON text. */
      readonly payload: string
      readonly tenantId?: string
    }

export function toPendingInvocation(ready: ReadyInvocation): PendingInvocation {
  switch (ready.kind) {
    case "durable": {
      const { arn, functionName, version } = ready.execution
      return { kind: "durable", durableExecutionArn: arn, functionName, version }
    }
    case "plain": {
      const { invocationId, functionName, version, payload, tenantId } = ready.invocation
      const pending = { kind: "plain", invocationId, functionName, version, payload } as const
      return tenantId === undefined ? pending : { ...pending, tenantId }
    }
    default:
      return ready satisfies never
  }
}
