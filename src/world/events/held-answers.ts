import type { EventSubject } from "./event-subject.ts"
import { hashOperationPath } from "./operation-path.ts"

/** What answers a callback as soon as its submitter has returned. */
export interface HeldAnswer {
  readonly executionArn: string
  /** The operation that the submitter belongs to. */
  readonly waitForCallbackId: string
  readonly subject: EventSubject
  /** Answers at once. */
  readonly deliver: () => void
}

/**
 * The answers that wait for submitters to return. Outside the id of a callback is known since the body of its
 * submitter has begun, so a schedule may let them come from then on.
 */
export class HeldAnswers {
  readonly #waiting: Set<HeldAnswer> = new Set()
  readonly #known: Set<HeldAnswer> = new Set()

  /** Those that may come. */
  get known(): Iterable<HeldAnswer> {
    return this.#known
  }

  add(answer: HeldAnswer): void {
    this.#waiting.add(answer)
  }

  delete(answer: HeldAnswer): void {
    this.#waiting.delete(answer)
    this.#known.delete(answer)
  }

  /** @param path of the step whose body begins. */
  bodyStarted(executionArn: string | undefined, path: string): void {
    if (this.#waiting.size === 0) return
    const parentId = hashOperationPath(path.slice(0, Math.max(0, path.lastIndexOf("-"))))
    for (const answer of this.#waiting) {
      if (answer.executionArn !== executionArn || answer.waitForCallbackId !== parentId) continue
      this.#waiting.delete(answer)
      this.#known.add(answer)
    }
  }
}
