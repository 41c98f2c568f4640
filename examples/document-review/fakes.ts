import type { Draft } from "./review.ts"
import type { ReviewDesk, ReviewRequest } from "./review-desk.ts"

/** A desk that keeps what it was told. */
export class FakeDesk implements ReviewDesk {
  readonly requests: ReviewRequest[] = []
  readonly dismissed: string[] = []
  readonly published: Draft[] = []
  /** Who cannot be asked. */
  readonly unreachable: Set<string> = new Set()

  async ask(request: ReviewRequest): Promise<void> {
    if (this.unreachable.has(request.reviewer)) throw new Error("No such reviewer")
    this.requests.push(request)
  }

  async dismiss(_documentId: string, reviewers: readonly string[]): Promise<void> {
    this.dismissed.push(...reviewers)
  }

  async publish(draft: Draft): Promise<void> {
    this.published.push(draft)
  }
}
