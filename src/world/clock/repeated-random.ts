import { SeededRandom } from "./seeded-random.ts"

/**
 * The random numbers of a body that runs again. They are others than those of its first run, and its
 * floats lie opposite of those: a body that decides by one of them decides otherwise wherever both ways
 * are as likely. Two numbers that are drawn apart would agree under every second seed.
 */
export class RepeatedRandom {
  readonly #own: SeededRandom
  /** Draws all that the first run has drawn, so that both stay in step. */
  readonly #first: SeededRandom

  constructor(own: string, first: string) {
    this.#own = new SeededRandom(own)
    this.#first = new SeededRandom(first)
  }

  nextFloat(): number {
    return (this.#first.nextFloat() + 0.5) % 1
  }

  nextUint32(): number {
    this.#first.nextUint32()
    return this.#own.nextUint32()
  }

  nextUuid(): ReturnType<SeededRandom["nextUuid"]> {
    this.#first.nextUuid()
    return this.#own.nextUuid()
  }

  fill(bytes: Uint8Array): void {
    this.#first.fill(bytes)
    this.#own.fill(bytes)
  }
}
