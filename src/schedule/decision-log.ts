import type { ChoiceKind, Chooser, EnabledEvent } from "../world/events/chooser.ts"
import { hashText } from "../text/values/hash-text.ts"
import { keyOf } from "../world/events/event-subject.ts"

/** What was chosen in a run, and from how much. */
export interface DecisionLog {
  readonly chosen: readonly number[]
  /** How many options there were at each decision. */
  readonly counts: readonly number[]
  /** The number of the first option at each decision that is a fault. */
  readonly faultsFrom: readonly number[]
  /** Tells two runs apart that had different options or chose differently. */
  readonly fingerprint: number
}

/** A decision as it is stored with a failure: what could happen, by label, and what did. */
export interface StoredDecision {
  readonly options: readonly string[]
  readonly chosen: number
}

/** A decision as people are told of it. */
export interface SeenDecision {
  readonly options: readonly EnabledEvent[]
  readonly chosen: number
}

export interface DecisionRecorderParts {
  /** What is chosen first. A number that is too large for the options is taken modulo their number. */
  readonly prefix: readonly number[]
  /** Chooses when the prefix is used up. */
  readonly rest: Chooser
  readonly isFault: (kind: ChoiceKind) => boolean
  /** Sees every decision, where somebody looks. */
  readonly see?: ((decision: SeenDecision) => void) | undefined
  /** Checks what is about to be chosen from; it throws to end the run. */
  readonly check?: ((position: number, options: readonly EnabledEvent[]) => void) | undefined
}

/** Chooses by a prefix and then by a policy, and keeps what was chosen. */
export class DecisionRecorder implements Chooser, DecisionLog {
  readonly chosen: number[] = []
  readonly counts: number[] = []
  readonly faultsFrom: number[] = []
  #fingerprint = 0
  readonly #parts: DecisionRecorderParts

  constructor(parts: DecisionRecorderParts) {
    this.#parts = parts
  }

  get fingerprint(): number {
    return this.#fingerprint
  }

  /** What comes now is not prescribed: nothing that is told apart by a longer prefix has begun. */
  get isFresh(): boolean {
    return this.chosen.length >= this.#parts.prefix.length
  }

  choose(enabled: readonly EnabledEvent[]): number {
    const { prefix, rest, isFault, see, check } = this.#parts
    const position = this.chosen.length
    check?.(position, enabled)
    const prescribed = prefix[position]
    const index = prescribed === undefined ? rest.choose(enabled) : prescribed % enabled.length
    const firstFault = enabled.findIndex(({ kind }) => isFault(kind))
    this.chosen.push(index)
    this.counts.push(enabled.length)
    this.faultsFrom.push(firstFault < 0 ? enabled.length : firstFault)
    const chosen = enabled[index]
    const key = chosen === undefined ? "" : keyOf(chosen)
    this.#fingerprint = hashText(`${key} ${enabled.length}`, this.#fingerprint)
    see?.({ options: enabled, chosen: index })
    return index
  }
}
