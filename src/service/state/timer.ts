import type { ExecutionState } from "./execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { CallbackRecord, StepRecord, WaitRecord } from "./operation-record.ts"

/** What happens when a timer fires. */
export type TimerPurpose =
  | { readonly kind: "execution-timeout" }
  | { readonly kind: "wait"; readonly operation: WaitRecord }
  | { readonly kind: "step-retry"; readonly operation: StepRecord }
  | { readonly kind: "callback-timeout"; readonly operation: CallbackRecord }
  | { readonly kind: "callback-heartbeat-timeout"; readonly operation: CallbackRecord }
  | { readonly kind: "invocation-retry" }
  | { readonly kind: "function-missing" }

export interface Timer {
  readonly due: Instant
  /** Orders timers of the same instant: see `rankOf`. */
  readonly rank: number
  readonly sequence: number
  readonly execution: ExecutionState
  readonly purpose: TimerPurpose
  /** Where the timer lies in the heap; -1 when it is not armed. */
  heapIndex: number
}

/**
 * Same-instant timers fire in the order of section 5.3: execution time-outs, then operations by start
 * sequence, the retry of an invocation last. Total time-out before heartbeat (6.4).
 */
export function compareTimers(a: Timer, b: Timer): number {
  return (
    a.due - b.due ||
    a.rank - b.rank ||
    a.sequence - b.sequence ||
    tieRankOf(a.purpose) - tieRankOf(b.purpose)
  )
}

export function createTimer(execution: ExecutionState, due: Instant, purpose: TimerPurpose): Timer {
  const sequence = "operation" in purpose ? purpose.operation.sequence : execution.sequence
  return { due, rank: rankOf(purpose), sequence, execution, purpose, heapIndex: -1 }
}

function rankOf(purpose: TimerPurpose): number {
  switch (purpose.kind) {
    case "execution-timeout":
      return 0
    case "wait":
    case "step-retry":
    case "callback-timeout":
    case "callback-heartbeat-timeout":
      return 1
    case "invocation-retry":
    case "function-missing":
      return 2
    default:
      return purpose satisfies never
  }
}

function tieRankOf(purpose: TimerPurpose): number {
  return purpose.kind === "callback-heartbeat-timeout" ? 1 : 0
}
