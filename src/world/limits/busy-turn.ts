import { realNow } from "../clock/real-timers.ts"
import { isInspected } from "./inspector.ts"

/** How often it looks at the clock before there were so many calls that it may be too late. */
const LOOKS = 8

/**
 * Sees from within that code does not yield to the event loop, by what it calls over and over in one turn.
 * No limit that is checked between two turns can end such code.
 */
export class BusyTurn {
  readonly #fewestCalls: number
  readonly #callsBetweenLooks: number
  #calls = 0
  #begun: { readonly at: number; readonly cpu: NodeJS.CpuUsage } | undefined

  /** @param fewestCalls in one turn; code that computes for long, once, makes fewer. */
  constructor(fewestCalls: number) {
    this.#fewestCalls = fewestCalls
    this.#callsBetweenLooks = Math.ceil(fewestCalls / LOOKS)
  }

  /** The code has yielded. */
  begins(): void {
    this.#calls = 0
    this.#begun = undefined
  }

  /** One more call; whether the turn has kept the thread busy for `limitMs` of real time by then. */
  callIsTooLate(limitMs: number): boolean {
    if (++this.#calls % this.#callsBetweenLooks !== 0) return false
    this.#begun ??= { at: realNow(), cpu: process.cpuUsage() }
    if (this.#calls < this.#fewestCalls || realNow() - this.#begun.at < limitMs) return false
    const { user, system } = process.cpuUsage(this.#begun.cpu)
    return (user + system) / 1_000 >= limitMs && !isInspected()
  }
}
