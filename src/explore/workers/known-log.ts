import type { KnownStates } from "./worker-messages.ts"

/**
 * The known states of a search in their order, and how many of them each thread has been told of: what
 * is new is sent, not everything with every request.
 */
export class KnownLog {
  #source: ReadonlySet<string> | undefined
  /** Goes on where it stopped, as long as it is never asked for more than there is. */
  #unread: Iterator<string, undefined> = [].values()
  #keys: string[] = []
  readonly #told: number[]

  constructor(threads: number) {
    this.#told = Array.from({ length: threads }, () => 0)
  }

  /** Another set is another search: threads forget what they know of the last. */
  extendTo(known: ReadonlySet<string> | undefined): void {
    if (known === undefined) return
    if (known !== this.#source) {
      this.#source = known
      this.#unread = known.values()
      this.#keys = []
      this.#told.fill(0)
    }
    while (this.#keys.length < known.size) {
      const next = this.#unread.next()
      if (next.done === true) return
      this.#keys.push(next.value)
    }
  }

  /** What a thread has still to be told; it counts as told. */
  newsFor(thread: number, known: ReadonlySet<string> | undefined): KnownStates | undefined {
    if (known === undefined) return undefined
    const from = this.#told[thread] ?? 0
    this.#told[thread] = this.#keys.length
    return { from, added: this.#keys.slice(from) }
  }
}
