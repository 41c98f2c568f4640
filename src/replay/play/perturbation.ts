import type { ScopedRandom } from "../../world/globals/patch/scope.ts"
import { SeededRandom } from "../../world/clock/seeded-random.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What a replay sees differently from the history, within what is legal. */
export interface Perturbation {
  /** How much later than the history the service invokes anew. */
  readonly clockOffsetMs: number
  readonly seed: string
  /** Whether random numbers are near the beginning or near the end of their range, or at its ends. */
  readonly random: "low" | "high" | "lowest" | "highest"
  /** What is added to the variables of the environment that the handler reads. */
  readonly environmentSuffix: string
  /** How far the clock moves on whenever the code under test reads it. Default 0. */
  readonly clockStepMs?: number
  /** What is left of the invocation, instead of all of it. */
  readonly remainingMs?: number
  /** The id of the request, instead of the usual one. */
  readonly requestId?: string
  /** Lets timers of the code under test fire at once, or not at all. */
  readonly timers?: "at once" | "never"
}

/** Other hours, days, months and years, odd and even milliseconds. */
const OFFSETS_MS: readonly number[] = [
  HOUR_MS + 1_001,
  13 * HOUR_MS + 17_348,
  3 * DAY_MS + 7 * HOUR_MS + 59_777,
  97 * DAY_MS + 5 * HOUR_MS + 2_220,
  365 * DAY_MS + 11 * HOUR_MS + 31_313,
]

/** Distinguishes a value from the one that was recorded, and can be taken out again. */
export const ENVIRONMENT_SUFFIX = "~of-another-environment"

/** The surroundings of the replay with this number; neighbours differ in everything. */
export function perturbationOf(number: number): Perturbation {
  return {
    clockOffsetMs: OFFSETS_MS[number % OFFSETS_MS.length] ?? 0,
    seed: `replay/${number}`,
    random: number % 2 === 0 ? "low" : "high",
    environmentSuffix: number % 2 === 0 ? "" : ENVIRONMENT_SUFFIX,
  }
}

/**
 * Random numbers that stay near one end of their range, so that a branch on one goes the other way in
 * one of two replays, whatever its threshold.
 */
export class BiasedRandom implements ScopedRandom {
  readonly #random: SeededRandom
  readonly #isHigh: boolean
  readonly #isExtreme: boolean

  constructor({ seed, random }: Perturbation) {
    this.#random = new SeededRandom(seed)
    this.#isHigh = random === "high" || random === "highest"
    this.#isExtreme = random === "lowest" || random === "highest"
  }

  nextFloat(): number {
    const small = this.#isExtreme ? 0 : this.#random.nextFloat() / 64
    return this.#isHigh ? 1 - 2 ** -53 - small : small
  }

  nextUint32(): number {
    return Math.floor(this.nextFloat() * 2 ** 32)
  }

  nextUuid(): `${string}-${string}-${string}-${string}-${string}` {
    return this.#random.nextUuid()
  }

  fill(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) {
      const low = this.#random.nextUint32() >>> 27
      bytes[index] = this.#isHigh ? 255 - low : low
    }
  }
}
