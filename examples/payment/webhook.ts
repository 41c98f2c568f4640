import {
  CallbackTimeoutException,
  LambdaClient,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"

import type { Decline, Settlement } from "./payment.ts"

/** What a processor reports about a charge that it has taken. */
export type ProcessorEvent =
  | { readonly type: "processing"; readonly callbackId: string }
  | { readonly type: "settled"; readonly callbackId: string; readonly transactionId: string }
  | {
      readonly type: "declined"
      readonly callbackId: string
      readonly declineCode: string
      readonly reason: string
    }

/** `abandoned`: nobody waits for this charge any more, and the processor has to let go of it. */
export interface WebhookResponse {
  readonly charge: "expected" | "abandoned"
}

export type Webhook = (event: ProcessorEvent) => Promise<WebhookResponse>

/** Turns the reports of a processor into answers to the workflow's callback. */
export const createWebhook =
  (lambda: LambdaClient): Webhook =>
  async (event) => {
    try {
      await report(lambda, event)
      return { charge: "expected" }
    } catch (error) {
      if (error instanceof CallbackTimeoutException) return { charge: "abandoned" }
      throw error
    }
  }

const report = async (lambda: LambdaClient, event: ProcessorEvent): Promise<void> => {
  const { callbackId: CallbackId } = event
  switch (event.type) {
    case "processing":
      await lambda.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }))
      return
    case "settled": {
      const settlement: Settlement = { transactionId: event.transactionId }
      const Result = JSON.stringify(settlement)
      await lambda.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result }))
      return
    }
    case "declined": {
      const decline: Decline = { declineCode: event.declineCode }
      const Error = {
        ErrorType: "Declined",
        ErrorMessage: event.reason,
        ErrorData: JSON.stringify(decline),
      }
      await lambda.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error }))
      return
    }
    default:
      event satisfies never
  }
}

export const handler: Webhook = createWebhook(new LambdaClient({}))
