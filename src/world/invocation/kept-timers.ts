import type { Instant } from "../../service/values/instant.ts"
import type { EventQueue } from "../events/events.ts"
import { areTimersFake } from "../globals/time/fake-timers.ts"
import { siteOf } from "../../text/user-frames.ts"

/** The SDK arms a timer in each invocation that only writes a line into its debug log. */
export const SDK_STATUS_TIMER_MS = 500

/**
 * Takes the events of an invocation that has ended out of the queue.
 *
 * @returns the delays of the timers among them that code of the handler has set.
 */
export function dropTimers(queue: EventQueue, owner: { readonly invokedAt: Instant }): number[] {
  const delays: number[] = []
  queue.removeIf((event) => {
    if (event.owner !== owner) return false
    const { subject, at } = event
    const isOfSdk = at === owner.invokedAt + SDK_STATUS_TIMER_MS
    if (subject.type === "timer" && !isOfSdk) delays.push(subject.delayMs)
    return true
  })
  return delays
}

/** A timer of Node's own, as async hooks show it. */
export interface RealTimer {
  readonly _destroyed?: boolean
  readonly _idleTimeout?: number
  hasRef?(): boolean
}

/** So many are kept of one invocation: what is told of them is one sentence. */
const MOST = 20

/**
 * The real timers that the code of an invocation has set: by a function of Node's that it got hold of
 * before this package had replaced it. Virtual time does not wait for them.
 */
export class KeptTimers {
  readonly #timers: { readonly timer: RealTimer; readonly setBy: Error }[] = []

  add(timer: RealTimer): void {
    if (this.#timers.length < MOST) this.#timers.push({ timer, setBy: new Error("set here") })
  }

  /** Why a handler that nothing settles may wait for a clock that is not its own; empty if it does not. */
  explain(): string {
    const fake = explainFakeTimers()
    if (fake !== "") return fake
    // The time-outs of sockets have no reference, and what has fired is destroyed.
    const pending = this.#timers.find(
      ({ timer }) => timer._destroyed !== true && timer.hasRef?.() !== false,
    )
    if (pending === undefined) return ""
    const site = siteOf(pending.setBy)
    return (
      `A real timer of ${pending.timer._idleTimeout} ms is set${site === "" ? "" : ` (at ${site})`}, and virtual time does ` +
      "not wait for it: its function was copied before durable-test-runner was loaded (const { setTimeout } = " +
      "globalThis, or a named import). Load the package first, for example by setupFiles: " +
      '["durable-test-runner/register"], or call setTimeout by its global name.'
    )
  }
}

/** Empty where none are installed. */
export function explainFakeTimers(): string {
  if (!areTimersFake()) return ""
  return (
    "Fake timers were installed during the run, by vi.useFakeTimers(), jest.useFakeTimers() or " +
    "another library, and no timer that is set with them ever fires. Do not install them inside of a handler, " +
    "a step, a double or a responder: a run has its own virtual clock, and its timers fire by themselves."
  )
}
