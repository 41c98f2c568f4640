import { REAL_WORK } from "../events/real-work-wait.ts"
import type { EventLoop } from "../events/event-loop.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"

type WaitingWorld = Pick<InvocationWorld, "invocations" | "observers" | "options" | "pace">

/** When a world waits for real I/O: virtual time stands still meanwhile. */
export class IoWait {
  readonly #world: WaitingWorld
  readonly #loop: EventLoop

  constructor(world: WaitingWorld, loop: EventLoop) {
    this.#world = world
    this.#loop = loop
    loop.realWakes.listen(world.observers)
  }

  /**
   * Before something happens in a run by a schedule. What happens there, and in which order, is the choice
   * of the schedule; so nothing does before all real I/O has ended, and what has ended meanwhile comes in an
   * order of its own.
   */
  isHeldUp(): boolean {
    const { observers, options, invocations } = this.#world
    const { realWork, realWakes, queue } = this.#loop
    const isAwaited = (): boolean => observers.isBodyAtWork
    const isAnyoneAtWork = invocations.size > 0 || observers.isBusyOutside || realWork.isHeld
    const seen = isAnyoneAtWork ? realWork.holdingUp(isAwaited, options.realIoTimeoutMs) : undefined
    const work = seen ?? this.#unseen()
    realWakes.isExpected = seen !== undefined
    if (work === undefined) realWakes.putInOrder(queue)
    else observers.waits(work)
    return work !== undefined
  }

  /** Work of a kind that cannot be seen, for which a body has waited in an earlier run. */
  #unseen(): readonly string[] | undefined {
    const { observers, options } = this.#world
    const { awaitedBodies, handlerTimeoutMs } = options
    if (awaitedBodies === undefined || awaitedBodies.size === 0) return undefined
    if (!observers.isAwaited(awaitedBodies)) return undefined
    if (this.#loop.realWork.lasts(handlerTimeoutMs)) return [REAL_WORK.unseen]
    observers.gaveUpBodies()
    return undefined
  }

  /** Before time moves on, and before a drive ends. */
  hasToWait(): boolean {
    const { invocations, observers, options, pace } = this.#world
    if (invocations.size === 0 && !observers.isBusyOutside) return false
    const isAwaited = (): boolean => this.#isAwaited()
    const isServed = pace !== undefined
    const work = this.#loop.realWork.underWay(isAwaited, options.realIoTimeoutMs, isServed)
    if (work === undefined) return false
    observers.waits(work)
    return true
  }

  /** With no step under way, what is still open belongs to nobody who waits for it. */
  serviceChanged(): void {
    const { realWork } = this.#loop
    if (realWork.hasSeenIo && !this.#isAwaited()) realWork.ignoreOpen()
  }

  /** Whether code is at work that may do I/O: the body of a step, or a plain function. */
  #isAwaited(): boolean {
    for (const { identity, openBodies } of this.#world.invocations) {
      if (identity.durableExecutionArn === undefined || openBodies.size > 0) return true
    }
    return false
  }
}
