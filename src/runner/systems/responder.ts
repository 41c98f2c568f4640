import { types } from "node:util"
import type { Duration } from "../../text/duration.ts"
import type { ErrorInput } from "../callbacks/error-object.ts"
import { fn, oneOf, passing } from "../../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions } from "../../text/options.ts"

/**
 * A callback as a simulated external system sees it. Every method is an action of that system, in
 * virtual time; the service's errors reject it by name.
 */
export interface ReceivedCallback {
  readonly id: string
  readonly name: string | undefined
  readonly executionArn: string
  /** 1 for the first callback of this name in the run. */
  readonly occurrence: number
  /** Virtual. */
  readonly createdAt: Date
  readonly timeoutSeconds: number | undefined
  readonly heartbeatTimeoutSeconds: number | undefined
  /** Whether it still waits for an answer. */
  readonly isPending: boolean
  /** Lets virtual time pass for this external system. */
  sleep(duration: Duration): Promise<void>
  /** As `SendDurableExecutionCallbackHeartbeat`. */
  heartbeat(): Promise<void>
  /** As `SendDurableExecutionCallbackSuccess`; the value is sent as `completeCallback` sends it. */
  succeed(value?: unknown): Promise<void>
  /** As `SendDurableExecutionCallbackFailure`. */
  fail(error?: ErrorInput): Promise<void>
}

/** The action of an external system on a callback that it receives. */
export type Responder = (callback: ReceivedCallback) => void | Promise<void>

/** Which callbacks an external system receives. */
export type CallbackPattern = string | RegExp | ((callback: ReceivedCallback) => boolean)

export interface ResponderOptions {
  /**
   * When the external system receives the callback: as soon as it exists, or when the submitter of its
   * `waitForCallback` has succeeded. Default `"submitted"` for a `waitForCallback`.
   */
  readonly when?: "created" | "submitted"
}

/** A responder, as the test has registered it. */
export interface RegisteredResponder {
  readonly pattern: CallbackPattern
  readonly respond: Responder
  readonly options: ResponderOptions
}

const RESPONDER_OPTIONS: OptionSpec<ResponderOptions> = { when: oneOf(["created", "submitted"]) }

const PATTERN = passing(
  (value): value is CallbackPattern =>
    (typeof value === "string" && value !== "") ||
    typeof value === "function" ||
    types.isRegExp(value),
  "Pass a callback's name, a regular expression or a predicate.",
)

const RESPONDER = fn<Responder>(
  'Pass a function: runner.onCallback("approve", async (callback) => { await callback.succeed() }).',
)

/** @throws {InvalidArgumentError} */
export function toResponder(
  pattern: unknown,
  respond: unknown,
  options: unknown,
): RegisteredResponder {
  const call = "call onCallback"
  return {
    pattern: readArgument(call, "the pattern", pattern, PATTERN),
    respond: readArgument(call, "the responder", respond, RESPONDER),
    options: readOptions(call, options, RESPONDER_OPTIONS),
  }
}
