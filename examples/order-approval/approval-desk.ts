import { InvokeCommand } from "@aws-sdk/client-lambda"
import type { LambdaClient } from "@aws-sdk/client-lambda"

import type { Order } from "./order.ts"

/** What an approver needs to decide, and the callback id to answer with. */
export interface ApprovalRequest {
  readonly callbackId: string
  readonly order: Order
  readonly totalCents: number
}

/** Whoever finds a person to decide: a queue, a chat, a ticket system. */
export interface ApprovalDesk {
  submit(request: ApprovalRequest): Promise<void>
}

/** In production, the desk is another Lambda, which is not waited for. */
export const lambdaApprovalDesk = (lambda: LambdaClient, functionName: string): ApprovalDesk => ({
  async submit(request) {
    await lambda.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: "Event",
        Payload: JSON.stringify(request),
      }),
    )
  },
})
