import type { EnabledEvent } from "../../../world/events/chooser.ts"
import { chainOf, placeOf } from "./chain-of.ts"

interface OpenChain {
  readonly name: string
  /** The place of its last operation in the context. */
  last: number
}

/**
 * Puts the events of a run into chains while it goes on, as PCTCP does (Ozkan et al., "Randomized
 * Testing of Distributed Systems with Probabilistic Guarantees", OOPSLA 2018): an event continues a
 * chain whose last event it depends on, or else begins a new one.
 *
 * Deviation: what depends on what cannot be seen from here. An operation continues the chain of an
 * earlier one in the same context if nothing of that chain is enabled any more when it appears for the
 * first time. So three steps that are awaited one after another are one chain, and three that run at
 * once are three. An operation that merely happens to begin later may be taken for a dependent one.
 */
export class OnlineChains {
  readonly #names: Map<string, string> = new Map()
  readonly #open: Map<string, OpenChain[]> = new Map()

  /** The chain of each of the events. */
  of(enabled: readonly EnabledEvent[]): readonly string[] {
    const events = enabled.map((event) => chainOf(event))
    const busy = new Set<string>()
    for (const event of events) {
      const name = this.#names.get(event)
      if (name !== undefined) busy.add(name)
    }
    return events.map((event) => this.#names.get(event) ?? this.#add(event, busy))
  }

  #add(event: string, busy: Set<string>): string {
    const name = this.#continue(event, busy)
    this.#names.set(event, name)
    busy.add(name)
    return name
  }

  #continue(event: string, busy: ReadonlySet<string>): string {
    const place = placeOf(event)
    if (place === undefined) return event
    const { parent, index } = place
    const chains = this.#open.get(parent) ?? []
    this.#open.set(parent, chains)
    const idle = chains.find(({ name, last }) => last < index && !busy.has(name))
    if (idle === undefined) chains.push({ name: event, last: index })
    else idle.last = index
    return idle?.name ?? event
  }
}
