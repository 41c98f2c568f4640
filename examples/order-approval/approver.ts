import {
  CallbackTimeoutException,
  LambdaClient,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"

import type { Approval, Rejection } from "./decision.ts"

/** What the approval page sends when a person opens it, works on it, and decides. */
export type ApproverEvent =
  | { readonly action: "approve"; readonly callbackId: string; readonly user: string }
  | {
      readonly action: "reject"
      readonly callbackId: string
      readonly user: string
      readonly reason: string
    }
  | { readonly action: "still-reviewing"; readonly callbackId: string }

/** `too-late`: the request has expired, or somebody else has answered it. */
export interface ApproverResponse {
  readonly outcome: "accepted" | "too-late"
}

export type ApproverHandler = (event: ApproverEvent) => Promise<ApproverResponse>

export const createApprover =
  (lambda: LambdaClient): ApproverHandler =>
  async (event) => {
    try {
      await answer(lambda, event)
      return { outcome: "accepted" }
    } catch (error) {
      if (error instanceof CallbackTimeoutException) return { outcome: "too-late" }
      throw error
    }
  }

const answer = async (lambda: LambdaClient, event: ApproverEvent): Promise<void> => {
  const { callbackId: CallbackId } = event
  switch (event.action) {
    case "approve": {
      const approval: Approval = { approvedBy: event.user }
      const Result = JSON.stringify(approval)
      await lambda.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result }))
      return
    }
    case "reject": {
      const rejection: Rejection = { rejectedBy: event.user }
      const Error = {
        ErrorType: "OrderRejected",
        ErrorMessage: event.reason,
        ErrorData: JSON.stringify(rejection),
      }
      await lambda.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error }))
      return
    }
    case "still-reviewing":
      await lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }))
      return
    default:
      event satisfies never
  }
}

export const handler: ApproverHandler = createApprover(new LambdaClient({}))
