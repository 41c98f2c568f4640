import type { Instant } from "../../service/values/instant.ts"
import { captureStack } from "../../text/captured-stack.ts"
import { nextDue } from "../events/next-due.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"

/** How long an invocation may last that is held open: longer than any timer. */
export const HELD_OPEN_MS: number = 400 * 86_400_000

/** The SDK's frames are the next ones above those of the world. */
const DEPTH = 16
/** How often the SDK may ask in one invocation while nothing is due that could answer it. */
const MOST_IDLE_POLLS = 300

/**
 * Keeps an invocation from suspending. The SDK suspends by a timer of its own, which never fires here;
 * and it asks for news by others, as it does beside a step that is at work. Those fire when there may be
 * news, so that a wait of a day does not take thousands of requests.
 */
export class HeldOpen {
  readonly #world: InvocationWorld
  #idlePolls = 0

  constructor(world: InvocationWorld) {
    this.#world = world
  }

  /** When a timer fires that is armed now; undefined for one that never does. */
  delayOf(delayMs: number): number | undefined {
    const { stack = "" } = captureStack(DEPTH)
    if (stack.includes("scheduleTermination")) return undefined
    if (!/startTimerWithPolling|forceRefreshAndCheckStatus/u.test(stack)) return delayMs
    const { now } = this.#world.clock
    const next = this.#nextOccasion(now)
    if (next !== undefined) return Math.max(delayMs, next - now)
    return ++this.#idlePolls > MOST_IDLE_POLLS ? undefined : delayMs
  }

  /** When the service or the outside world does something next. */
  #nextOccasion(now: Instant): Instant | undefined {
    const { queue, service, invocations } = this.#world
    const owners = new Set<object | undefined>(invocations)
    const outside = queue.firstBesides(({ at, owner }) => at <= now || owners.has(owner))
    const next = Math.min(outside?.at ?? Infinity, nextDue(service, now))
    return next === Infinity ? undefined : next
  }
}
