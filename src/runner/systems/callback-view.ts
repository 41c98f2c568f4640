import { toMilliseconds } from "../../text/duration.ts"
import { toCallbackPayload } from "../../text/callback-payload.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { World } from "../../world/world.ts"
import { callbackInWords } from "../callbacks/callback-in-words.ts"
import { toErrorObject } from "../callbacks/error-object.ts"
import { isOpen, type TrackedCallback } from "../callbacks/tracked-callback.ts"
import type { ReceivedCallback } from "./responder.ts"

/** A callback as an external system sees it, in its world. */
export class CallbackView implements ReceivedCallback {
  readonly #world: World
  readonly #callback: TrackedCallback

  constructor(world: World, callback: TrackedCallback) {
    this.#world = world
    this.#callback = callback
  }

  get id(): string {
    return this.#callback.callbackId
  }

  get name(): string | undefined {
    return this.#callback.name
  }

  get executionArn(): string {
    return this.#callback.executionArn
  }

  get occurrence(): number {
    return this.#callback.occurrence
  }

  get createdAt(): Date {
    return new Date(this.#callback.createdAt)
  }

  get timeoutSeconds(): number | undefined {
    return this.#callback.timeoutSeconds
  }

  get heartbeatTimeoutSeconds(): number | undefined {
    return this.#callback.heartbeatTimeoutSeconds
  }

  get isPending(): boolean {
    return isOpen(this.#callback)
  }

  async sleep(duration: Parameters<ReceivedCallback["sleep"]>[0]): Promise<void> {
    const delayMs = toMilliseconds(duration, { call: "call callback.sleep", path: "the duration" })
    const { calls, clock } = this.#world
    // The test's own code would wait for a time that only itself lets pass.
    if (!calls.isInside) {
      throw new InvalidArgumentError(
        "call callback.sleep",
        "it is for the code of a responder, whose time is virtual",
        "Call runner.advance(duration) to let time pass for the executions that were started.",
      )
    }
    return new Promise((resolve) => {
      this.#world.schedule({
        kind: "timer",
        at: clock.now + delayMs,
        subject: { type: "callback", callback: this.name ?? this.id },
        run: () => resolve(),
      })
    })
  }

  async heartbeat(): Promise<void> {
    const request = { CallbackId: this.id }
    await this.#call("heartbeat", ({ service, clock }) =>
      service.sendDurableExecutionCallbackHeartbeat(request, clock.now),
    )
  }

  async succeed(value?: unknown): Promise<void> {
    const Result = toCallbackPayload(value, "the value of callback.succeed")
    const request = { CallbackId: this.id, ...(Result !== undefined && { Result }) }
    await this.#call("success", ({ service, clock }) =>
      service.sendDurableExecutionCallbackSuccess(request, clock.now),
    )
  }

  async fail(error?: Parameters<ReceivedCallback["fail"]>[0]): Promise<void> {
    const request = { CallbackId: this.id, Error: toErrorObject("call callback.fail", error) }
    await this.#call("failure", ({ service, clock }) =>
      service.sendDurableExecutionCallbackFailure(request, clock.now),
    )
  }

  async #call(name: string, answer: (world: World) => unknown): Promise<void> {
    const world = this.#world
    await world.calls.call(name, () => answer(world), callbackInWords(this.#callback))
  }
}
