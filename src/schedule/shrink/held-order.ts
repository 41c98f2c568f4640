import type { Chooser, EnabledEvent } from "../../world/events/chooser.ts"
import { keyOf } from "../../world/events/event-subject.ts"
import type { Happening } from "./critical-pair.ts"

/**
 * Lets the happenings of a run come in a given order, as far as they can: each decision takes the first of
 * them that is enabled. A fault strikes when nothing that comes before it can happen any more.
 */
export class HeldOrder implements Chooser {
  readonly #left: Pick<Happening, "key" | "isFault">[]

  constructor(order: readonly Pick<Happening, "key" | "isFault">[]) {
    this.#left = [...order]
  }

  choose(enabled: readonly EnabledEvent[]): number {
    for (const { key, isFault } of this.#left) {
      const index = enabled.findIndex((event) => keyOf(event) === key)
      if (index >= 0) return index
      if (isFault) return 0
    }
    return 0
  }

  /** Has to be told of everything that happens, also where nothing else could. */
  happened(key: string): void {
    const index = this.#left.findIndex((each) => each.key === key)
    if (index < 0) return
    const isFault = this.#left[index]?.isFault === true
    this.#left.splice(isFault ? 0 : index, isFault ? index + 1 : 1)
  }
}
