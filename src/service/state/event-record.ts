import type { ErrorObject, OperationType } from "@aws-sdk/client-lambda"
import type { TypeByOperation } from "../values/operation-type.ts"
import type { Instant } from "../values/instant.ts"
import type { OperationIdentity } from "./operation-record.ts"

/** What an event says beyond its time and its subject (section 8.2), by the type of its operation. */
type OperationFacts = TypeByOperation<{
  readonly EXECUTION: ExecutionFact
  readonly CONTEXT: ContextFact
  readonly STEP: StepFact
  readonly WAIT: WaitFact
  readonly CALLBACK: CallbackFact
  readonly CHAINED_INVOKE: ChainedInvokeFact
}>

export type EventFact = OperationFacts[keyof OperationFacts] | InvocationFact
export type FactOf<Type extends OperationType> = Type extends keyof OperationFacts
  ? OperationFacts[Type]
  : never

type ExecutionFact =
  | {
      readonly eventType: "ExecutionStarted"
      readonly input: string | undefined
      readonly executionTimeout: number
    }
  | { readonly eventType: "ExecutionTimedOut" }
  | WithResult<"ExecutionSucceeded">
  | WithError<"ExecutionFailed" | "ExecutionStopped">

type ContextFact =
  | { readonly eventType: "ContextStarted" }
  | WithResult<"ContextSucceeded">
  | WithError<"ContextFailed">

type StepFact =
  | { readonly eventType: "StepStarted" }
  | (WithResult<"StepSucceeded"> & AttemptFact)
  | (WithError<"StepFailed"> & AttemptFact)

/** How an attempt of a step ended. */
export interface AttemptFact {
  readonly attempt: number
  /** Undefined after the last attempt. */
  readonly nextAttemptDelaySeconds: number | undefined
}

type WaitFact =
  | {
      readonly eventType: "WaitStarted"
      readonly duration: number
      readonly scheduledEndAt: Instant
    }
  | { readonly eventType: "WaitSucceeded"; readonly duration: number }
  | WithError<"WaitCancelled">

type CallbackFact =
  | {
      readonly eventType: "CallbackStarted"
      readonly callbackId: string
      readonly timeout: number | undefined
      readonly heartbeatTimeout: number | undefined
    }
  | WithResult<"CallbackSucceeded">
  | WithError<"CallbackFailed" | "CallbackTimedOut">

type ChainedInvokeFact =
  | {
      readonly eventType: "ChainedInvokeStarted"
      readonly functionName: string
      readonly tenantId: string | undefined
      /** `undefined` if the target could not be resolved. */
      readonly target: ChainedInvokeTargetFact | undefined
    }
  | WithResult<"ChainedInvokeSucceeded">
  | WithError<"ChainedInvokeFailed" | "ChainedInvokeTimedOut" | "ChainedInvokeStopped">

export interface ChainedInvokeTargetFact {
  readonly input: string | undefined
  readonly executedVersion: string
  readonly durableExecutionArn: string | undefined
}

export interface InvocationFact {
  readonly eventType: "InvocationCompleted"
  readonly startedAt: Instant
  readonly requestId: string
  readonly error: ErrorObject | undefined
}

interface WithResult<EventType> {
  readonly eventType: EventType
  readonly result: string | undefined
}

interface WithError<EventType> {
  readonly eventType: EventType
  readonly error: ErrorObject | undefined
}

export interface EventRecord {
  readonly at: Instant
  /** The operation the event is about; InvocationCompleted is about none (section 8.1). */
  readonly subject: OperationIdentity | undefined
  readonly fact: EventFact
}
