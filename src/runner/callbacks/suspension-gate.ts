import type { Instant } from "../../service/values/instant.ts"
import type { WorldEvent } from "../../world/events/events.ts"
import type { EventSubject } from "../../world/events/event-subject.ts"
import type { World } from "../../world/world.ts"

/**
 * How long something from outside waits for the invocation to suspend. Whoever answers a callback is
 * slower than the function: the recorded histories have the end of the invocation first. It is less
 * than the shortest time-out that a callback can have.
 */
const LONGEST_WAIT_MS = 999

interface Waiting {
  readonly executionArn: string
  readonly dueAt: Instant
  event: WorldEvent
}

/** Lets things from outside happen as soon as the execution they are meant for has suspended. */
export class SuspensionGate {
  readonly #world: World
  readonly #waiting: Set<Waiting> = new Set()

  constructor(world: World) {
    this.#world = world
  }

  /** The answer cancels it. */
  whenSuspended(executionArn: string, subject: EventSubject, run: () => void): () => void {
    const { now } = this.#world.clock
    const delayMs = this.#isInvoked(executionArn) ? LONGEST_WAIT_MS : 0
    const dueAt = now + delayMs
    const waiting: Waiting = {
      executionArn,
      dueAt,
      event: this.#world.schedule({
        kind: "delivery",
        at: dueAt,
        earliest: now,
        subject,
        run: () => {
          this.#waiting.delete(waiting)
          run()
        },
      }),
    }
    if (delayMs > 0) this.#waiting.add(waiting)
    return () => {
      this.#waiting.delete(waiting)
      this.#world.queue.remove(waiting.event)
    }
  }

  /** An invocation of `executionArn` has ended: what waited for that can happen now. */
  suspended(executionArn: string): void {
    for (const waiting of this.#waiting) {
      if (waiting.executionArn !== executionArn) continue
      this.#waiting.delete(waiting)
      // A chooser has let it take longer.
      if (waiting.event.at > waiting.dueAt) continue
      this.#world.queue.remove(waiting.event)
      waiting.event = this.#world.schedule({ ...waiting.event, at: this.#world.clock.now })
    }
  }

  #isInvoked(executionArn: string): boolean {
    for (const { identity, isGivenUp } of this.#world.invocations) {
      if (!isGivenUp && identity.durableExecutionArn === executionArn) return true
    }
    return false
  }
}
