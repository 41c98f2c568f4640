import type { TraceLine } from "./report/trace-line.ts"

/** Of the runs that pass, the one that does longest what the failing one does. */
export class NearestPassing {
  readonly #failing: readonly TraceLine[]
  #lines: readonly TraceLine[] = []
  #common = -1

  constructor(failing: readonly TraceLine[]) {
    this.#failing = failing
  }

  /** Empty where no run has passed. */
  get lines(): readonly TraceLine[] {
    return this.#lines
  }

  consider(lines: readonly TraceLine[]): void {
    const common = commonLines(this.#failing, lines)
    if (common <= this.#common) return
    this.#common = common
    this.#lines = lines
  }
}

/** How many lines two traces have in common before the first difference. */
export function commonLines(first: readonly TraceLine[], second: readonly TraceLine[]): number {
  const index = first.findIndex((line, place) => !isSame(line, second[place]))
  return index === -1 ? first.length : index
}

function isSame(line: TraceLine, other: TraceLine | undefined): boolean {
  return (
    line.subject === other?.subject &&
    line.detail === other.detail &&
    line.invocation === other.invocation
  )
}
