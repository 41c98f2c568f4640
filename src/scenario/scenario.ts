import type { ErrorInput } from "../runner/callbacks/error-object.ts"
import type { ExecutionStatus } from "../runner/results/execution.ts"
import type { Duration } from "../text/duration.ts"

/** A length of virtual time: a text such as `"1h 30m"`, or an object. */
export type DurationText = string | Duration

/**
 * What happens around one execution: its input, what external systems answer, what stands in for steps
 * and functions, and how it is meant to end. A file in YAML or JSON holds the same.
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
  /** What it is about, for people. */
  readonly description?: string
  /** The event of the run. */
  readonly input?: unknown
  /**
   * By the name or path of a callback, or a pattern such as `/^approve/`. A list is delivered in its order,
   * one answer for each callback of the name.
   */
  readonly callbacks?: Readonly<Record<string, CallbackAction | readonly CallbackAction[]>>
  /** By the name of a step, of a condition, or of a submitter (`approve-submitter`), or a pattern. */
  readonly steps?: Readonly<Record<string, StepAction | readonly StepAction[]>>
  /** By the name that `context.invoke` has. */
  readonly functions?: Readonly<Record<string, FunctionAction>>
  /** How the execution is meant to end. */
  readonly expect?: ExpectedOutcome
}

/** A script of a callback that needs nothing more than its kind. */
export type PlainCallbackAction = "succeed" | "fail" | "heartbeat" | "timeout"

/** What an external system does with a callback. It has one of the first four members. */
export type CallbackAction =
  | PlainCallbackAction
  | {
      /** A text is sent as it is, `null` sends no result, anything else is sent as JSON. */
      readonly succeed?: unknown
      /** The message, or an error of the API; `null` sends none. */
      readonly fail?: ErrorInput | null
      /** A single heartbeat, or several. */
      readonly heartbeat?: HeartbeatAction | null
      /** Nobody answers. */
      readonly timeout?: true | null
      /** Virtual time from the callback's creation, or from its submission. */
      readonly after?: DurationText
      /** What `after` counts from. */
      readonly when?: "created" | "submitted"
      /** Which callback of that name, 1 for the first. */
      readonly occurrence?: number
      /** Whether the service is meant to refuse the call. */
      readonly expectRefused?: boolean
    }

export interface HeartbeatAction {
  readonly every?: DurationText
  readonly times?: number
}

/** What stands in for the body of a step. It has one of the first four members. */
export interface StepAction {
  readonly return?: unknown
  /** The message, or `{ name, message }`. */
  readonly throw?: ErrorInput
  /** Virtual time before what follows in the list, or before the real body. */
  readonly delay?: DurationText
  /** The invocation dies before the body runs, or after. */
  readonly interrupt?: "before" | "after"
  readonly occurrence?: number
  /** Which attempts. */
  readonly attempts?: readonly number[]
  /** How many attempts at the most. */
  readonly times?: number
}

/** What stands in for a function. It has one of the first two members. */
export interface FunctionAction {
  readonly return?: unknown
  readonly throw?: ErrorInput
  /** Its aliases. */
  readonly aliases?: readonly string[]
}

/** What is not named is not looked at. */
export interface ExpectedOutcome {
  readonly status?: Exclude<ExecutionStatus, "RUNNING">
  /** As JSON has it; `null` stands for no result as well. */
  readonly result?: unknown
  /** The whole message, or some members of the error. */
  readonly error?: string | { readonly ErrorType?: string; readonly ErrorMessage?: string }
  /** The virtual time from the start of the execution to its end. */
  readonly duration?: DurationText
}
