import { toCallbackPayload } from "../../text/callback-payload.ts"
import type { CallbackScript, ScriptAction } from "./callback-script.ts"
import { type ErrorInput, toErrorObject } from "./error-object.ts"
import {
  callOf,
  type DeliveryOptions,
  type HeartbeatOptions,
  toHeartbeats,
  toScript,
} from "./script-options.ts"

export interface ScriptTarget {
  /** A script is for the run under way, if there is one. */
  addScript(script: CallbackScript): void
}

/** Turns what a test says of a callback into scripts. */
export class CallbackScripts {
  readonly #target: ScriptTarget

  constructor(target: ScriptTarget) {
    this.#target = target
  }

  complete(nameOrId: string | RegExp, value: unknown, options?: DeliveryOptions): void {
    const payload = toCallbackPayload(value, `the value of ${callOf("completeCallback", nameOrId)}`)
    this.#add("completeCallback", nameOrId, { kind: "complete", payload }, options)
  }

  fail(nameOrId: string | RegExp, error?: ErrorInput, options?: DeliveryOptions): void {
    const call = `call ${callOf("failCallback", nameOrId)}`
    const action = { kind: "fail", error: toErrorObject(call, error) } as const
    this.#add("failCallback", nameOrId, action, options)
  }

  heartbeat(nameOrId: string | RegExp, options?: HeartbeatOptions): void {
    this.#target.addScript(toHeartbeats(nameOrId, options))
  }

  timeOut(nameOrId: string | RegExp, options?: DeliveryOptions): void {
    this.#add("timeoutCallback", nameOrId, { kind: "timeout" }, options)
  }

  #add(
    method: string,
    nameOrId: string | RegExp,
    action: ScriptAction,
    options: DeliveryOptions | undefined,
  ): void {
    this.#target.addScript(toScript(method, nameOrId, action, options))
  }
}
