import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { Instant } from "../values/instant.ts"
import type { OperationIdentity } from "./operation-record.ts"

/** What an event says beyond its time and its subject (section 8.2). */
export type EventFact =
  | {
      readonly eventType: "ExecutionStarted"
      readonly input: string | undefined
      readonly executionTimeout: number
    }
  | { readonly eventType: "ExecutionTimedOut" | "ContextStarted" | "StepStarted" }
  | {
      readonly eventType:
        | "ExecutionSucceeded"
        | "ContextSucceeded"
        | "CallbackSucceeded"
        | "ChainedInvokeSucceeded"
      readonly result: string | undefined
    }
  | {
      readonly eventType:
        | "ExecutionFailed"
        | "ExecutionStopped"
        | "ContextFailed"
        | "CallbackFailed"
        | "CallbackTimedOut"
        | "ChainedInvokeFailed"
        | "ChainedInvokeTimedOut"
        | "ChainedInvokeStopped"
      readonly error: ErrorObject | undefined
    }
  | {
      readonly eventType: "StepSucceeded"
      readonly result: string | undefined
      readonly attempt: number
      readonly nextAttemptDelaySeconds: number | undefined
    }
  | {
      readonly eventType: "StepFailed"
      readonly error: ErrorObject | undefined
      readonly attempt: number
      readonly nextAttemptDelaySeconds: number | undefined
    }
  | {
      readonly eventType: "WaitStarted"
      readonly duration: number
      readonly scheduledEndAt: Instant
    }
  | { readonly eventType: "WaitSucceeded"; readonly duration: number }
  | { readonly eventType: "WaitCancelled"; readonly error: ErrorObject | undefined }
  | {
      readonly eventType: "CallbackStarted"
      readonly callbackId: string
      readonly timeout: number | undefined
      readonly heartbeatTimeout: number | undefined
    }
  | {
      readonly eventType: "ChainedInvokeStarted"
      readonly functionName: string
      readonly tenantId: string | undefined
      /** `undefined` if the target could not be resolved. */
      readonly target: ChainedInvokeTargetFact | undefined
    }
  | {
      readonly eventType: "InvocationCompleted"
      readonly startedAt: Instant
      readonly requestId: string
      readonly error: ErrorObject | undefined
    }

export interface ChainedInvokeTargetFact {
  readonly input: string | undefined
  readonly executedVersion: string
  readonly durableExecutionArn: string | undefined
}

export interface EventRecord {
  readonly at: Instant
  /** The operation the event is about; InvocationCompleted is about none (section 8.1). */
  readonly subject: OperationIdentity | undefined
  readonly fact: EventFact
}
