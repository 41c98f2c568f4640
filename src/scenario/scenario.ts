import type { ErrorInput } from "../runner/callbacks/error-object.ts"
import type { ExecutionStatus } from "../runner/results/execution.ts"
import type { Duration } from "../text/duration.ts"

/** A length of virtual time: a text such as `"1h 30m"`, or an object. */
export type DurationText = string | Duration

/**
 * Describes what happens around one execution: its input, the answers of external systems, the doubles of steps
 * and functions, and the expected outcome. A file in YAML or JSON contains the same.
 *
 * @example
 * ```yaml
 * input: { orderId: o-1 }
 * callbacks:
 *   approve:
 *     - heartbeat: { every: 1h, times: 3 }
 *     - succeed: { by: jo }
 *       after: 5h
 *   audit: timeout
 * steps:
 *   charge: { return: { receipt: r-1 } }
 * expect:
 *   status: SUCCEEDED
 * ```
 */
export interface Scenario {
  /** The schema, for editors. */
  readonly $schema?: string
  /** Text for readers; the runner ignores it. */
  readonly description?: string
  /** The event of the run. */
  readonly input?: unknown
  /**
   * By the name or path of a callback, or a pattern such as `/^approve/`. A list runs in order, with one
   * answer for each callback with the name.
   */
  readonly callbacks?: Readonly<Record<string, CallbackAction | readonly CallbackAction[]>>
  /** By the name of a step, of a condition, or of a submitter (`approve-submitter`), or a pattern. */
  readonly steps?: Readonly<Record<string, StepAction | readonly StepAction[]>>
  /** By the name that `context.invoke` uses. */
  readonly functions?: Readonly<Record<string, FunctionAction>>
  /** The expected outcome. */
  readonly expect?: ExpectedOutcome
}

/** A script of a callback without options. */
export type PlainCallbackAction = "succeed" | "fail" | "heartbeat" | "timeout"

/** An action of an external system for a callback. It has one of the first four members. */
export type CallbackAction =
  | PlainCallbackAction
  | {
      /** Sends text unchanged, no result for `null`, and JSON for anything else. */
      readonly succeed?: unknown
      /** The message, or an error of the API; `null` sends none. */
      readonly fail?: ErrorInput | null
      /** A single heartbeat, or several. */
      readonly heartbeat?: HeartbeatAction | null
      /** Nobody answers. */
      readonly timeout?: true | null
      /** Virtual time from the callback's creation, or from its submission. */
      readonly after?: DurationText
      /** The start of `after`. */
      readonly when?: "created" | "submitted"
      /** Which callback of that name, 1 for the first. */
      readonly occurrence?: number
      /** Expects the service to refuse the call. */
      readonly expectRefused?: boolean
    }

export interface HeartbeatAction {
  readonly every?: DurationText
  readonly times?: number
}

/** A double of a step body. It has one of the first four members. */
export interface StepAction {
  readonly return?: unknown
  /** The message, or `{ name, message }`. */
  readonly throw?: ErrorInput
  /** Virtual time before the next action of the list, or before the real body. */
  readonly delay?: DurationText
  /** The invocation dies before the body runs, or after. */
  readonly interrupt?: "before" | "after"
  readonly occurrence?: number
  /** Which attempts. */
  readonly attempts?: readonly number[]
  /** The largest number of attempts. */
  readonly times?: number
}

/** A double of a function. It has one of the first two members. */
export interface FunctionAction {
  readonly return?: unknown
  readonly throw?: ErrorInput
  /** Its aliases. */
  readonly aliases?: readonly string[]
}

/** The expected outcome. Members that it does not name are ignored. */
export interface ExpectedOutcome {
  readonly status?: Exclude<ExecutionStatus, "RUNNING">
  /** As JSON; `null` also stands for no result. */
  readonly result?: unknown
  /** The whole message, or some members of the error. */
  readonly error?: string | { readonly ErrorType?: string; readonly ErrorMessage?: string }
  /** The virtual time from the start of the execution to its end. */
  readonly duration?: DurationText
}
