import { compareChoices, withoutTrailingZeros } from "./choice-order.ts"
import { largestOf, type Moves, SHRINK_MOVES } from "./shrink-moves.ts"

/** What a run by some choices came to. */
export interface ShrinkEvaluation {
  /** It shows the violation that is looked for. */
  readonly isSame: boolean
  /** What it has really chosen. */
  readonly chosen: readonly number[]
}

export interface ShrinkParts {
  /** Runs by these choices, and on as a plain run does. The same choices always give the same. */
  readonly evaluate: (choices: readonly number[]) => Promise<ShrinkEvaluation>
  readonly maxRuns: number
  /** Whether there is no time left for another run. */
  readonly isOver?: () => boolean
}

export interface ShrunkChoices {
  /** Without zeros at the end. */
  readonly choices: readonly number[]
  readonly runs: number
  /** Whether no single move makes it simpler; false if it was stopped by the number of runs. */
  readonly isMinimal: boolean
}

/**
 * Makes a failing schedule as simple as it can: with as few deviations from the plain run as it needs,
 * then as short, then with as small choices.
 *
 *     3.0.1.0.0.2.0.4    what a random run has chosen
 *     3.0.1.0.0.2        truncated: the last choice came after the bug
 *     0.0.1.0.0.2        the first was of no account
 *     0.1.0.2            without windows that only took up room
 *     0.1.0.1            the smallest event that does it
 *
 * A candidate stands for the choices that its run has really made: a choice that is too large was taken
 * modulo the number of options, and those behind the end of the run were not made. Only what is simpler
 * than all before it is accepted, so it comes to an end. `start` itself is known to fail, and is not run.
 *
 * The order is that of Hypothesis' choice sequences (shortlex), behind the number of deviations: a
 * schedule with one more of them is harder to understand than a longer one.
 */
export async function shrinkChoices(
  start: readonly number[],
  parts: ShrinkParts,
): Promise<ShrunkChoices> {
  const shrinker = new Shrinker(start, parts)
  let index = 0
  for (let moves = SHRINK_MOVES[0]; moves !== undefined; moves = SHRINK_MOVES[index]) {
    const progress = await shrinker.exhaust(moves)
    if (progress === "out-of-runs") break
    index = progress === "smaller" ? 0 : index + 1
  }
  const { choices, runs } = shrinker
  return { choices, runs, isMinimal: index >= SHRINK_MOVES.length }
}

class Shrinker {
  choices: readonly number[]
  runs = 0
  readonly #parts: ShrinkParts
  readonly #most: number
  /** What has been run: it is either refused, or not smaller than what was accepted since. */
  readonly #seen: Set<string> = new Set()

  constructor(start: readonly number[], parts: ShrinkParts) {
    this.choices = withoutTrailingZeros(start)
    this.#parts = parts
    this.#most = largestOf(start)
  }

  async exhaust(moves: Moves): Promise<"smaller" | "none" | "out-of-runs"> {
    const before = this.choices
    const candidates = moves(before, this.#most)
    for (let next = candidates.next(); next.done !== true; next = candidates.next(this.choices)) {
      const candidate = withoutTrailingZeros(next.value)
      if (!this.#isNew(candidate)) continue
      const { maxRuns, isOver } = this.#parts
      if (this.runs >= maxRuns || isOver?.() === true) return "out-of-runs"
      await this.#try(candidate)
    }
    return this.choices === before ? "none" : "smaller"
  }

  #isNew(candidate: readonly number[]): boolean {
    return compareChoices(candidate, this.choices) < 0 && !this.#seen.has(candidate.join())
  }

  async #try(candidate: readonly number[]): Promise<void> {
    this.runs++
    const { isSame, chosen } = await this.#parts.evaluate(candidate)
    const used = withoutTrailingZeros(chosen)
    this.#seen.add(candidate.join()).add(used.join())
    if (isSame && compareChoices(used, this.choices) < 0) this.choices = used
  }
}
