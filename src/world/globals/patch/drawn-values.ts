import type { Instant } from "../../../service/values/instant.ts"
import type { ScopedRandom } from "./scope.ts"

/**
 * Everything that the code of one world drew at random or read from its clock. A plain run keeps no such
 * log. An exploration needs it: it compares outcomes up to these values.
 */
export class DrawnValues {
  readonly uuids: string[] = []
  /** Numbers in [0, 1). */
  readonly floats: number[] = []
  readonly integers: Set<number> = new Set()
  readonly bytes: Uint8Array[] = []
  /** What a clock showed, and the instant of the world at which it did. */
  readonly instants: Map<number, Instant> = new Map()
  #lastRead = NaN
  /** The source that was asked for last: nearly always the same. */
  #keeping: { readonly random: ScopedRandom; readonly kept: ScopedRandom } | undefined

  /** Whether anything was drawn that code may decide by; ids and bytes are seldom more than names. */
  get hasNumbers(): boolean {
    return this.floats.length + this.integers.size > 0
  }

  get isEmpty(): boolean {
    return this.uuids.length + this.bytes.length === 0 && !this.hasNumbers
  }

  read(shown: number, now: Instant): void {
    if (shown === this.#lastRead) return
    this.#lastRead = shown
    this.instants.set(shown, now)
  }

  /** The same random numbers, kept here. */
  keeping(random: ScopedRandom): ScopedRandom {
    if (this.#keeping?.random !== random) {
      this.#keeping = { random, kept: new KeptRandom(random, this) }
    }
    return this.#keeping.kept
  }
}

class KeptRandom implements ScopedRandom {
  readonly #random: ScopedRandom
  readonly #drawn: DrawnValues

  constructor(random: ScopedRandom, drawn: DrawnValues) {
    this.#random = random
    this.#drawn = drawn
  }

  nextFloat(): number {
    const value = this.#random.nextFloat()
    this.#drawn.floats.push(value)
    return value
  }

  nextUint32(): number {
    const value = this.#random.nextUint32()
    this.#drawn.integers.add(value)
    return value
  }

  nextUuid(): ReturnType<ScopedRandom["nextUuid"]> {
    const value = this.#random.nextUuid()
    this.#drawn.uuids.push(value)
    return value
  }

  fill(bytes: Uint8Array): void {
    this.#random.fill(bytes)
    this.#drawn.bytes.push(Uint8Array.from(bytes))
  }

  drewInteger(value: number): void {
    this.#drawn.integers.add(value)
  }
}
