import type { Operation } from "@aws-sdk/client-lambda"
import type { ShownOutcome } from "../../service/operations/outcome-view.ts"
import type { EventDetails, RecordedType } from "./history.ts"
import type { AskedUpdate } from "./replay-answers.ts"

/** Options of an operation by the names that messages give them. */
export type OperationOptions = Readonly<Record<string, string | undefined>>

/** What a replay has to know of an operation type. */
export interface ReplayedType {
  /**
   * The options that the SDK does not check, as they were recorded: they may change between two
   * replays without its noticing.
   */
  readonly recordedOptions: (started: EventDetails) => OperationOptions
  /** The same options, as the handler asks for them now. */
  readonly askedOptions: (asked: AskedUpdate) => OperationOptions
  /** Whether the SDK serializes the input before it measures the update. */
  readonly serializesInputFirst: boolean
  /** Whether a replay sees it asked for while it is left out of the state; a context is run again. */
  readonly isLeftOutOfState: boolean
  /** Which of its outcomes a replay brings about again. */
  readonly repeats: "no outcome" | "every end" | "decisions after attempts"

  /** Adds the details of one that has started. */
  readonly start: (operation: Operation, started: EventDetails) => void
  /** Adds the details of one that has ended, or of an attempt that has. */
  readonly end: (operation: Operation, ended: EndDetails) => void
  /** Adds the details with which a replay answers what the handler asks for; it never ends. */
  readonly answer: (operation: Operation, answering: Answering) => void
}

interface EndDetails {
  readonly outcome: Readonly<ShownOutcome>
  readonly attempt: number | undefined
  /** Whether the handler builds the result anew from its children. */
  readonly replaysChildren: boolean
}

interface Answering {
  readonly isRetry: boolean
  /** The operation in the state of the replay. */
  readonly known: Operation | undefined
  /** An instant that the replay does not reach. */
  readonly never: Date
  /** The id that the recording has, so that a handler which passes it on passes on the same. */
  readonly callbackId: () => string
}

const noOptions = (): OperationOptions => ({})

export const REPLAYED_TYPES: Readonly<Record<RecordedType, ReplayedType>> = {
  STEP: {
    recordedOptions: noOptions,
    askedOptions: noOptions,
    serializesInputFirst: false,
    isLeftOutOfState: true,
    repeats: "decisions after attempts",
    start(operation) {
      operation.StepDetails = { Attempt: 0, ...operation.StepDetails }
      delete operation.StepDetails.NextAttemptTimestamp
    },
    end(operation, { outcome, attempt }) {
      const Attempt = attempt ?? (operation.StepDetails?.Attempt ?? 0) + 1
      operation.StepDetails = { Attempt, ...outcome }
    },
    answer(operation, { isRetry, known, never }) {
      operation.StepDetails = {
        Attempt: 0,
        ...known?.StepDetails,
        ...(isRetry && { NextAttemptTimestamp: never }),
      }
    },
  },
  WAIT: {
    recordedOptions: ({ Duration }) => ({ "wait seconds": secondsText(Duration) }),
    askedOptions: ({ WaitOptions }) => ({ "wait seconds": secondsText(WaitOptions?.WaitSeconds) }),
    serializesInputFirst: false,
    isLeftOutOfState: true,
    repeats: "no outcome",
    start(operation, { ScheduledEndTimestamp }) {
      operation.WaitDetails = { ScheduledEndTimestamp }
    },
    end() {},
    answer(operation, { never }) {
      operation.WaitDetails = { ScheduledEndTimestamp: never }
    },
  },
  CALLBACK: {
    recordedOptions: ({ Timeout, HeartbeatTimeout }) => ({
      "time-out": secondsText(Timeout),
      "heartbeat time-out": secondsText(HeartbeatTimeout),
    }),
    askedOptions: ({ CallbackOptions }) => ({
      "time-out": secondsText(CallbackOptions?.TimeoutSeconds),
      "heartbeat time-out": secondsText(CallbackOptions?.HeartbeatTimeoutSeconds),
    }),
    serializesInputFirst: false,
    isLeftOutOfState: true,
    repeats: "no outcome",
    start(operation, { CallbackId }) {
      operation.CallbackDetails = { CallbackId }
    },
    end(operation, { outcome }) {
      operation.CallbackDetails = { ...operation.CallbackDetails, ...outcome }
    },
    answer(operation, { callbackId }) {
      operation.CallbackDetails = { CallbackId: callbackId() }
    },
  },
  CHAINED_INVOKE: {
    recordedOptions: ({ FunctionName, TenantId, Input }) => ({
      target: FunctionName,
      tenant: TenantId,
      ...(Input !== undefined && Input.Truncated !== true && { input: Input.Payload }),
    }),
    askedOptions: ({ ChainedInvokeOptions, Payload }) => ({
      target: ChainedInvokeOptions?.FunctionName,
      tenant: ChainedInvokeOptions?.TenantId,
      input: Payload,
    }),
    serializesInputFirst: true,
    isLeftOutOfState: true,
    repeats: "no outcome",
    start(operation) {
      operation.ChainedInvokeDetails = {}
    },
    end(operation, { outcome }) {
      operation.ChainedInvokeDetails = { ...outcome }
    },
    answer(operation) {
      operation.ChainedInvokeDetails = {}
    },
  },
  CONTEXT: {
    recordedOptions: noOptions,
    askedOptions: noOptions,
    serializesInputFirst: false,
    isLeftOutOfState: false,
    repeats: "every end",
    start(operation) {
      operation.ContextDetails = {}
    },
    end(operation, { outcome, replaysChildren }) {
      operation.ContextDetails = {
        ...outcome,
        ...(replaysChildren && { ReplayChildren: true }),
      }
    },
    answer(operation) {
      operation.ContextDetails = {}
    },
  },
}

/** What a replay knows of the type that an update names; undefined for EXECUTION and unknown types. */
export function replayedType(type: string | undefined): ReplayedType | undefined {
  return type !== undefined && Object.hasOwn(REPLAYED_TYPES, type)
    ? REPLAYED_TYPES[type as RecordedType]
    : undefined
}

/** The service takes 0 as no time-out at all. */
export function secondsText(seconds: number | undefined): string | undefined {
  return seconds === undefined || seconds === 0 ? undefined : `${seconds} s`
}
