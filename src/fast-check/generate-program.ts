import type { Random } from "fast-check"
import type { ProgramKind, ProgramNode } from "./program.ts"

/** What a generated program is made of. */
export interface ProgramBounds {
  readonly operations: readonly ProgramKind[]
  readonly maxDepth: number
  readonly maxLength: number
}

/** Operations that hold others. */
const NESTING: ReadonlySet<ProgramKind> = new Set(["child", "parallel", "map"])

const LARGEST_VALUE = 9
const LONGEST_WAIT_SECONDS = 90
const LONGEST_STEP_MS = 4_000
const MOST_FAILURES = 2
const MOST_POLLS = 3
const MOST_BRANCHES = 3
const MOST_CONCURRENT = 2
/** How seldom an operation has one of its extras. */
const ONE_IN = 4

/** Random programs within bounds. */
export class ProgramGenerator {
  readonly #random: Random
  readonly #bounds: ProgramBounds

  constructor(random: Random, bounds: ProgramBounds) {
    this.#random = random
    this.#bounds = bounds
  }

  nodes(depth = 0): ProgramNode[] {
    const { operations, maxDepth, maxLength } = this.#bounds
    const kinds = depth < maxDepth ? operations : operations.filter((kind) => !NESTING.has(kind))
    if (kinds.length === 0) return []
    const length = this.#upTo(Math.max(Math.min(1, maxLength), maxLength - depth))
    return Array.from({ length }, () => this.#node(this.#oneOf(kinds), depth))
  }

  #node(kind: ProgramKind, depth: number): ProgramNode {
    switch (kind) {
      case "step":
        return {
          kind,
          value: this.#upTo(LARGEST_VALUE),
          ...this.#seldom(() => ({ failures: this.#from1To(MOST_FAILURES) })),
          ...this.#seldom(() => ({ error: "no" })),
          ...this.#seldom(() => ({ ms: this.#from1To(LONGEST_STEP_MS) })),
          ...this.#seldom(() => ({ atMostOnce: true })),
        }
      case "wait":
        return { kind, seconds: this.#from1To(LONGEST_WAIT_SECONDS) }
      case "callback":
        return {
          kind,
          ...this.#oneOf([{ value: "yes" }, { value: "yes" }, { error: "no" }, {}]),
          ...this.#seldom(() => ({ seconds: this.#from1To(LONGEST_WAIT_SECONDS) })),
          ...(this.#upTo(1) === 1 && { submits: true }),
        }
      case "condition":
        return { kind, polls: this.#from1To(MOST_POLLS) }
      case "invoke":
        return {
          kind,
          value: this.#upTo(LARGEST_VALUE),
          ...this.#seldom(() => ({ error: "no" })),
          ...(this.#upTo(1) === 1 && { durable: true }),
        }
      case "child":
        return { kind, body: this.nodes(depth + 1), ...this.#seldom(() => ({ error: "no" })) }
      case "parallel":
        return { kind, branches: this.#several(() => this.nodes(depth + 1)), ...this.#bounded() }
      case "map": {
        const items = this.#several(() => this.#upTo(LARGEST_VALUE))
        return { kind, items, body: this.nodes(depth + 1), ...this.#bounded() }
      }
      default:
        return kind satisfies never
    }
  }

  #bounded(): { maxConcurrency?: number } {
    return this.#seldom(() => ({ maxConcurrency: this.#from1To(MOST_CONCURRENT) }))
  }

  #several<T>(make: () => T): T[] {
    return Array.from({ length: this.#from1To(MOST_BRANCHES) }, make)
  }

  /** Mostly nothing: programs stay simple. */
  #seldom<T extends object>(make: () => T): Partial<T> {
    return this.#from1To(ONE_IN) === 1 ? make() : {}
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[this.#random.nextInt(0, values.length - 1)] as T
  }

  #upTo(largest: number): number {
    return this.#random.nextInt(0, largest)
  }

  #from1To(largest: number): number {
    return this.#random.nextInt(1, largest)
  }
}
