import { keyOf } from "./event-subject.ts"
import type { EventQueue, WorldEvent } from "./events.ts"

/** Names code of the handler that is in no body. */
const OUTSIDE_OF_BODIES = "code outside of steps"

/** Is told of what real work has woken. */
interface WakeListener {
  woken(what: string, event: WorldEvent | undefined): void
}

/**
 * What code inside does between the turns of its loop. Nothing of the world has woken it then, so real work
 * has: an answer from the network, a file, another thread. When that ends, and in which order, differs from
 * run to run.
 */
export class RealWakes {
  #isBetweenTurns = false
  #isLoading = false
  #isDriven = false
  /** Whether real work is known to be under way. */
  isExpected = false
  readonly #scheduled: WorldEvent[] = []
  #listener: WakeListener | undefined

  /** A closure in the place of an object would keep a world in memory; see `World.observe`. */
  listen(listener: WakeListener): void {
    this.#listener = listener
  }

  turnBegins(): void {
    this.#isDriven = true
    this.#isBetweenTurns = false
    this.#isLoading = false
  }

  /** The world takes no turn before something is there that it has asked for itself, such as a module. */
  loads(): void {
    this.#isLoading = true
  }

  /** All that the last turn has begun is done. */
  turnsLeft(): void {
    this.#isBetweenTurns = this.#isDriven && !this.#isLoading
  }

  over(): void {
    this.#isDriven = false
    this.#isBetweenTurns = false
    this.#scheduled.length = 0
  }

  /** Whether what runs now was woken by real work. */
  get isAwake(): boolean {
    return this.#isBetweenTurns
  }

  scheduled(event: WorldEvent): void {
    if (!this.#isBetweenTurns || !isOfCode(event)) return
    this.#scheduled.push(event)
    this.#listener?.woken(keyOf(event), event)
  }

  immediateQueued(): void {
    if (this.#isBetweenTurns) this.#listener?.woken(OUTSIDE_OF_BODIES, undefined)
  }

  /** Lets what real work has brought about come in an order that real time does not decide. */
  putInOrder(queue: EventQueue): void {
    if (this.#scheduled.length > 1) queue.reorder(this.#scheduled, byBeginning)
    this.#scheduled.length = 0
  }
}

/** What else is scheduled, such as a reply to another process, has an order of its own. */
function isOfCode({ kind, body }: WorldEvent): boolean {
  return kind === "settle" || kind === "delivery" || (kind === "timer" && body !== undefined)
}

/** By the bodies, in the order in which they have begun. */
function byBeginning(left: WorldEvent, right: WorldEvent): number {
  return (
    left.at - right.at ||
    numberOf(left) - numberOf(right) ||
    compareTexts(keyOf(left), keyOf(right)) ||
    left.sequence - right.sequence
  )
}

function numberOf({ bodyNumber, body }: WorldEvent): number {
  return bodyNumber ?? body?.number ?? Number.MAX_SAFE_INTEGER
}

function compareTexts(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}
