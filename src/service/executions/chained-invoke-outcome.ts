import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { EventFact } from "../state/event-record.ts"
import { isClosed, type ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { ChainedInvokeRecord } from "../state/operation-record.ts"
import { appendEvent, transition } from "../state/record-changes.ts"
import type { ServiceState } from "../state/service-state.ts"
import { countStored } from "../state/stored-bytes.ts"
import { requestInvocation } from "./request-invocation.ts"

/** How the target of a CHAINED_INVOKE ended, as its caller sees it (section 7, outcome mapping). */
export type ChainedInvokeOutcome =
  | { readonly status: "SUCCEEDED"; readonly result: string | undefined }
  | {
      readonly status: "FAILED" | "TIMED_OUT" | "STOPPED"
      readonly error: ErrorObject | undefined
    }

/** Tells the parent of a closed execution. If the parent is closed too, nobody hears of it. */
export function settleFromChild(state: ServiceState, child: ExecutionState, now: Instant): void {
  if (child.parent === undefined) return
  const { execution, operation } = child.parent
  settleChainedInvoke(state, execution, operation, outcomeOf(state, child), now)
}

export function settleChainedInvoke(
  state: ServiceState,
  execution: ExecutionState,
  operation: ChainedInvokeRecord,
  outcome: ChainedInvokeOutcome,
  now: Instant,
): void {
  if (isClosed(execution) || operation.status !== "STARTED") return
  recordOutcome(execution, operation, outcome, now)
  requestInvocation(state, execution, now)
}

/** Without waking the execution: its handler is just being answered. */
export function recordOutcome(
  execution: ExecutionState,
  operation: ChainedInvokeRecord,
  outcome: ChainedInvokeOutcome,
  now: Instant,
): void {
  if (outcome.status === "SUCCEEDED") {
    operation.result = outcome.result
    countStored(execution, outcome.result, undefined)
  } else {
    operation.error = outcome.error
    countStored(execution, undefined, outcome.error)
  }
  transition(execution, operation, outcome.status, now)
  appendEvent(execution, operation, factOf(outcome), now)
}

function outcomeOf(state: ServiceState, child: ExecutionState): ChainedInvokeOutcome {
  const { status, result, error, executionTimeoutSeconds } = child
  switch (status) {
    case "SUCCEEDED":
      return { status, result }
    case "FAILED":
    case "STOPPED":
      return { status, error }
    case "TIMED_OUT": {
      const message = state.settings.texts.chainedInvokeTimedOut(executionTimeoutSeconds)
      return { status, error: { ErrorType: "ChainedInvoke.Timeout", ErrorMessage: message } }
    }
    case "RUNNING":
      throw new Error("A running execution has no outcome yet.")
    default:
      return status satisfies never
  }
}

function factOf(outcome: ChainedInvokeOutcome): EventFact {
  switch (outcome.status) {
    case "SUCCEEDED":
      return { eventType: "ChainedInvokeSucceeded", result: outcome.result }
    case "FAILED":
      return { eventType: "ChainedInvokeFailed", error: outcome.error }
    case "TIMED_OUT":
      return { eventType: "ChainedInvokeTimedOut", error: outcome.error }
    case "STOPPED":
      return { eventType: "ChainedInvokeStopped", error: outcome.error }
    default:
      return outcome satisfies never
  }
}
