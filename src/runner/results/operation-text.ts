import type { Event, OperationType } from "@aws-sdk/client-lambda"
import { formatDuration } from "../../text/elapsed.ts"
import type { WaitedFor } from "../../service/operations/operation-descriptor.ts"

/** How an operation type reads in a timeline and in messages. */
export interface OperationText {
  /** What it is called where it has no sub-type of its own. */
  readonly noun: string
  /** Whether the timeline leaves out a start that the end follows at the same instant. */
  readonly hidesStartBeforeEnd: boolean
  /** What stands in brackets behind an event. */
  readonly details: (event: Event) => readonly string[]
  /** Why a pending operation cannot end, where that is not up to a callback. */
  readonly blockedBy: (pending: WaitedFor) => string
}

const noDetails = (): readonly string[] => []
const byNothing = (): string => "nothing can complete it"

export const OPERATION_TEXTS: Readonly<Record<OperationType, OperationText>> = {
  EXECUTION: {
    noun: "execution",
    hidesStartBeforeEnd: false,
    details: noDetails,
    blockedBy: byNothing,
  },
  CONTEXT: {
    noun: "context",
    hidesStartBeforeEnd: true,
    details: noDetails,
    blockedBy: byNothing,
  },
  STEP: {
    noun: "step",
    hidesStartBeforeEnd: true,
    details({ StepFailedDetails, StepSucceededDetails }) {
      const retry = StepFailedDetails?.RetryDetails ?? StepSucceededDetails?.RetryDetails
      const delay = retry?.NextAttemptDelaySeconds
      if (delay === undefined) return []
      return [`attempt ${retry?.CurrentAttempt}, next in ${formatDuration(delay * 1_000)}`]
    },
    blockedBy: byNothing,
  },
  WAIT: {
    noun: "wait",
    hidesStartBeforeEnd: true,
    details({ WaitStartedDetails }) {
      if (WaitStartedDetails === undefined) return []
      return [`for ${formatDuration((WaitStartedDetails.Duration ?? 0) * 1_000)}`]
    },
    blockedBy: byNothing,
  },
  CALLBACK: {
    noun: "callback",
    hidesStartBeforeEnd: false,
    details({ CallbackStartedDetails }) {
      const { Timeout, HeartbeatTimeout } = CallbackStartedDetails ?? {}
      return [
        ...(Timeout === undefined ? [] : [`time-out ${formatDuration(Timeout * 1_000)}`]),
        ...(HeartbeatTimeout === undefined
          ? []
          : [`heartbeat time-out ${formatDuration(HeartbeatTimeout * 1_000)}`]),
      ]
    },
    blockedBy: byNothing,
  },
  CHAINED_INVOKE: {
    noun: "chained invoke",
    hidesStartBeforeEnd: false,
    details: ({ ChainedInvokeStartedDetails }) =>
      ChainedInvokeStartedDetails === undefined
        ? []
        : [ChainedInvokeStartedDetails.FunctionName ?? ""],
    blockedBy: ({ target }) =>
      `waits for ${JSON.stringify(target ?? "its function")}, which is blocked itself`,
  },
}
