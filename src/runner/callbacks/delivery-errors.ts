import { advise } from "../../text/advice.ts"
import type { ServiceError } from "../../service/wire/service-errors.ts"
import { formatDuration, formatElapsed } from "../../text/elapsed.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import type { VirtualClock } from "../../world/clock/virtual-clock.ts"
import type { CallbackScript } from "./callback-script.ts"
import { isOpen, labelOf, type TrackedCallback } from "./tracked-callback.ts"

/** The service refused a scripted call, and the test did not expect that. */
export class DeliveryRefusedError extends DurableTestRunnerError {
  override readonly name = "DeliveryRefusedError"
  readonly callbackId: string

  /** @internal */
  constructor(
    script: CallbackScript,
    callback: TrackedCallback,
    refusal: ServiceError,
    clock: VirtualClock,
  ) {
    const age = formatDuration(clock.now - callback.createdAt)
    super(
      "DELIVERY_REFUSED",
      `${script.call} was refused at ${formatElapsed(clock.elapsedMs)} virtual time with ` +
        `${refusal.name}: ${refusal.message.replace(/\.$/, "")}. Callback ${labelOf(callback)} was created ${age} before ` +
        `and is ${callback.status}. ${adviceFor(callback)}, or ${advise("expectRefusedIfMeant")}`,
      { cause: refusal },
    )
    this.callbackId = callback.callbackId
  }
}

/** The service accepted a call that the test expected it to refuse. */
export class DeliveryNotRefusedError extends DurableTestRunnerError {
  override readonly name = "DeliveryNotRefusedError"
  readonly callbackId: string

  /** @internal */
  constructor(script: CallbackScript, callback: TrackedCallback, clock: VirtualClock) {
    super(
      "DELIVERY_NOT_REFUSED",
      `${script.call} was expected to be refused, and the service accepted it at ` +
        `${formatElapsed(clock.elapsedMs)} virtual time: callback ${labelOf(callback)} was still pending. ${advise("answerLater")}`,
    )
    this.callbackId = callback.callbackId
  }
}

/** `timeoutCallback` names a callback without a time-out. */
export class CallbackCannotTimeOutError extends DurableTestRunnerError {
  override readonly name = "CallbackCannotTimeOutError"
  readonly callbackId: string

  /** @internal */
  constructor(script: CallbackScript, callback: TrackedCallback) {
    super(
      "CALLBACK_CANNOT_TIME_OUT",
      `${script.call} cannot happen: callback ${labelOf(callback)} was created without a time-out and ` +
        "without a heartbeat time-out, so it waits for ever. Give it one in the handler " +
        `({ timeout: { hours: 24 } }), ${advise("forceTimeout")}`,
    )
    this.callbackId = callback.callbackId
  }
}

/** A callback that is still pending was not too late for the call: the call itself was wrong. */
function adviceFor(callback: TrackedCallback): string {
  return isOpen(callback) ? "Send what the service accepts" : "Deliver it earlier"
}
