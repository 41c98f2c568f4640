import type { CallbackScript, ScriptAction } from "./callback-script.ts"
import { type Duration, toMilliseconds } from "../../text/duration.ts"
import { assertKnownOptions, InvalidArgumentError } from "../options/runner-errors.ts"

/** When and to which callback a script delivers. */
export interface DeliveryOptions {
  /**
   * Virtual time from the callback's creation, or from its submission for a `waitForCallback`.
   * Default: as soon as the invocation has suspended.
   */
  readonly after?: Duration
  /** Which callback of that name, 1 for the first. Default: the first that no other script takes. */
  readonly occurrence?: number
  /**
   * What `after` counts from: the creation of the callback or the success of the submitter. Default
   * `"submitted"` for a `waitForCallback`, `"created"` for a `createCallback`.
   */
  readonly when?: "created" | "submitted"
  /** Set it where the service is meant to refuse the call, late or twice. Default false. */
  readonly expectRefused?: boolean
}

export interface HeartbeatOptions extends DeliveryOptions {
  /** Virtual time between heartbeats. Default: a single heartbeat. */
  readonly every?: Duration
  /** How many heartbeats. Default: with `every` as long as the callback is pending, else one. */
  readonly times?: number
}

const DELIVERY_OPTIONS = ["after", "occurrence", "when", "expectRefused"]

/** A call as the test wrote it, for messages. */
export function callOf(method: string, name: unknown): string {
  return `${method}(${name instanceof RegExp ? String(name) : JSON.stringify(name)})`
}

/** @throws {InvalidArgumentError} */
export function toScript(
  method: string,
  name: string | RegExp,
  action: ScriptAction,
  options: DeliveryOptions = {},
  ownOptions: readonly string[] = [],
): CallbackScript {
  const call = callOf(method, name)
  if (!(name instanceof RegExp) && (typeof name !== "string" || name === "")) {
    throw new InvalidArgumentError(
      `call ${method}`,
      `the callback's name is ${JSON.stringify(name) ?? typeof name}`,
      "Pass the name that the handler gave to createCallback or waitForCallback, a pattern, or a callback id.",
    )
  }
  assertKnownOptions(`call ${call}`, options, [...DELIVERY_OPTIONS, ...ownOptions])
  const { after, occurrence, when, expectRefused = false } = options
  if (occurrence !== undefined && !(Number.isInteger(occurrence) && occurrence >= 1)) {
    throw new InvalidArgumentError(
      `call ${call}`,
      `occurrence is ${JSON.stringify(occurrence)}`,
      "The first callback of a name is 1.",
    )
  }
  if (when !== undefined && when !== "created" && when !== "submitted") {
    throw new InvalidArgumentError(
      `call ${call}`,
      `when is ${JSON.stringify(when)}`,
      'Pass "created" or "submitted".',
    )
  }
  const afterMs = after === undefined ? undefined : toMilliseconds(after, `after of ${call}`)
  return {
    action,
    call,
    name,
    afterMs,
    occurrence,
    when,
    expectRefused,
    callback: undefined,
    deliveries: 0,
  }
}

/** @throws {InvalidArgumentError} */
export function toHeartbeatAction(name: unknown, options: HeartbeatOptions = {}): ScriptAction {
  const call = callOf("heartbeatCallback", name)
  const everyMs =
    options.every === undefined ? undefined : toMilliseconds(options.every, `every of ${call}`)
  if (everyMs === 0) {
    throw new InvalidArgumentError(`call ${call}`, "every is no time at all", "Let some time pass.")
  }
  const times = options.times ?? (everyMs === undefined ? 1 : Infinity)
  if (times !== Infinity && !(Number.isInteger(times) && times >= 1)) {
    throw new InvalidArgumentError(
      `call ${call}`,
      `times is ${JSON.stringify(times)}`,
      "Pass a whole number from 1.",
    )
  }
  if (times > 1 && everyMs === undefined) {
    throw new InvalidArgumentError(
      `call ${call}`,
      `times is ${times} and every is missing`,
      "Say how much time lies between the heartbeats: { every: { minutes: 10 }, times: 3 }.",
    )
  }
  return { kind: "heartbeat", everyMs, times }
}
