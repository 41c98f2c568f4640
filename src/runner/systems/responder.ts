import type { Duration } from "../../text/duration.ts"
import type { ErrorInput } from "../callbacks/error-object.ts"
import { assertKnownOptions, InvalidArgumentError } from "../options/runner-errors.ts"

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

/** What an external system does with a callback that it receives. */
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

/** @throws {InvalidArgumentError} */
export function assertResponder(
  pattern: CallbackPattern,
  respond: Responder,
  options: ResponderOptions,
): void {
  const call = "call onCallback"
  const isPattern =
    (typeof pattern === "string" && pattern !== "") ||
    typeof pattern === "function" ||
    pattern instanceof RegExp
  if (!isPattern) {
    const got = JSON.stringify(pattern) ?? typeof pattern
    throw new InvalidArgumentError(
      call,
      `the pattern is ${got}`,
      "Pass a callback's name, a regular expression or a predicate.",
    )
  }
  if (typeof respond !== "function") {
    throw new InvalidArgumentError(
      call,
      `the responder is a ${typeof respond}`,
      'Pass a function: runner.onCallback("approve", async (callback) => { await callback.succeed() }).',
    )
  }
  assertKnownOptions(call, options, ["when"])
}
