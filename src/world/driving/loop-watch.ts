import { currentSite } from "../limits/current-site.ts"
import type { WorldObserver } from "../invocation/world-observer.ts"

/** Something that the code under test does, and where. */
export interface Sighting {
  readonly what: string
  /** Undefined for an interval, which Node arms again by itself. */
  readonly site: string | undefined
  /** A timer or an immediate, not an operation. */
  readonly isOwn: boolean
  count: number
}

/** How many actions are looked at: a loop shows all of its places in a few rounds. */
const MOST_LOOKS = 200

/**
 * Watches a run that has used up its real time for a few more rounds, to see where in the code the loop
 * is. Looking at stacks costs too much to be done in every run.
 */
export class LoopWatch implements WorldObserver {
  readonly #sightings: Map<string, Sighting> = new Map()
  #looks = 0

  /** The most frequent ones first. Where an operation is asked for, the SDK's own timers are no news. */
  get sightings(): Sighting[] {
    const all = [...this.#sightings.values()]
    const asked = new Set(all.filter(({ isOwn }) => !isOwn).map(({ site }) => site))
    return all
      .filter(({ isOwn, site }) => !isOwn || !asked.has(site))
      .toSorted((left, right) => right.count - left.count)
  }

  get hasSeenEnough(): boolean {
    return this.#looks >= MOST_LOOKS
  }

  /** The SDK measures every update as JSON in the very call of the handler. */
  serializing(value: unknown): void {
    const update = updateIn(value)
    if (update !== undefined) this.#look(update, false)
  }

  /** A timer or an immediate was armed. */
  armed(what: string): void {
    this.#look(what, true)
  }

  /** An interval fires once more. */
  repeated(delayMs: number): void {
    if (!this.hasSeenEnough) this.#saw(`an interval of ${delayMs} ms`, undefined, true)
  }

  #look(what: string, isOwn: boolean): void {
    if (this.hasSeenEnough) return
    const site = currentSite()
    if (site === undefined) this.#looks++
    else this.#saw(what, site, isOwn)
  }

  #saw(what: string, site: string | undefined, isOwn: boolean): void {
    this.#looks++
    const key = `${what} ${site}`
    const known = this.#sightings.get(key)
    if (known === undefined) this.#sightings.set(key, { what, site, isOwn, count: 1 })
    else known.count++
  }
}

function updateIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const { stepId, data } = value as { stepId?: unknown; data?: Record<string, unknown> | null }
  if (typeof stepId !== "string" || typeof data !== "object" || data === null) return undefined
  const { Type, SubType, Name } = data
  const kind = typeof SubType === "string" ? SubType : typeof Type === "string" ? Type : "operation"
  return typeof Name === "string"
    ? `${kind} ${JSON.stringify(Name.replaceAll(/\d+/gu, "#"))}`
    : kind
}
