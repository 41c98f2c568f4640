import type { CallbackScript, ScriptAction } from "./callback-script.ts"
import { type Duration, duration, toMilliseconds } from "../../text/duration.ts"
import { boolean, nameOrPattern, oneOf, wholeNumber } from "../../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions } from "../../text/options.ts"
import { showValue } from "../../text/values/show-value.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"

/** The time of a script, and the callback that it answers. */
export interface DeliveryOptions {
  /**
   * Virtual time since the callback was created, or, for a `waitForCallback`, since its submitter succeeded.
   * Default: as soon as the invocation has suspended.
   */
  readonly after?: Duration
  /** Which callback with that name, 1 for the first. Default: the first that no other script has claimed. */
  readonly occurrence?: number
  /**
   * The start of `after`: the creation of the callback or the success of the submitter. Default
   * `"submitted"` for a `waitForCallback`, `"created"` for a `createCallback`.
   */
  readonly when?: "created" | "submitted"
  /** Expects the service to refuse the call as late or duplicate. Default false. */
  readonly expectRefused?: boolean
}

export interface HeartbeatOptions extends DeliveryOptions {
  /** Virtual time between heartbeats. Default: a single heartbeat. */
  readonly every?: Duration
  /** The number of heartbeats. Default: with `every`, as long as the callback is pending; otherwise one. */
  readonly times?: number
}

const DELIVERY_OPTIONS: OptionSpec<DeliveryOptions> = {
  after: duration,
  occurrence: wholeNumber({ least: 1, advice: "The first callback of a name is 1." }),
  when: oneOf(["created", "submitted"]),
  expectRefused: boolean(),
}

const HEARTBEAT_OPTIONS: OptionSpec<HeartbeatOptions> = {
  ...DELIVERY_OPTIONS,
  every: duration,
  times: wholeNumber({ least: 1, orInfinity: true }),
}

const CALLBACK_NAME = nameOrPattern(
  "Pass the name that the handler gave to createCallback or waitForCallback, a pattern, or a callback id.",
)

/** A call as the test wrote it, for messages. */
export function callOf(method: string, name: unknown): string {
  const shown = typeof name === "string" ? JSON.stringify(name) : showValue(name)
  return `${method}(${shown})`
}

/** @throws {InvalidArgumentError} */
export function toScript(
  method: string,
  name: unknown,
  action: ScriptAction,
  options: unknown,
): CallbackScript {
  return toScriptWith(method, name, action, readScriptOptions(method, name, options))
}

/** @throws {InvalidArgumentError} */
export function toHeartbeats(name: unknown, options: unknown): CallbackScript {
  const method = "heartbeatCallback"
  const read = readScriptOptions(method, name, options, HEARTBEAT_OPTIONS)
  return toScriptWith(method, name, toHeartbeatAction(name, read), read)
}

function readScriptOptions<T extends DeliveryOptions>(
  method: string,
  name: unknown,
  options: unknown,
  spec: OptionSpec<T> = DELIVERY_OPTIONS as OptionSpec<T>,
): T {
  readArgument(`call ${method}`, "the callback's name", name, CALLBACK_NAME)
  return readOptions(`call ${callOf(method, name)}`, options, spec)
}

function toScriptWith(
  method: string,
  name: unknown,
  action: ScriptAction,
  { after, occurrence, when, expectRefused = false }: DeliveryOptions,
): CallbackScript {
  const call = callOf(method, name)
  const place = { call: `call ${call}`, path: "after" }
  return {
    action,
    call,
    name: name as string | RegExp,
    afterMs: after === undefined ? undefined : toMilliseconds(after, place),
    occurrence,
    when,
    expectRefused,
    callback: undefined,
    deliveries: 0,
  }
}

function toHeartbeatAction(name: unknown, options: HeartbeatOptions): ScriptAction {
  const call = `call ${callOf("heartbeatCallback", name)}`
  const { every } = options
  const everyMs = every === undefined ? undefined : toMilliseconds(every, { call, path: "every" })
  if (everyMs === 0) {
    throw new InvalidArgumentError(call, "every is zero", "Pass a longer duration.")
  }
  const times = options.times ?? (everyMs === undefined ? 1 : Infinity)
  if (times > 1 && everyMs === undefined) {
    throw new InvalidArgumentError(
      call,
      `times is ${times} and every is missing`,
      "Say how much time lies between the heartbeats: { every: { minutes: 10 }, times: 3 }.",
    )
  }
  return { kind: "heartbeat", everyMs, times }
}
