import {
  CallbackExternalError,
  CallbackTimeoutError,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type {
  BatchResult,
  DurableContext,
  DurableLambdaHandler,
} from "@aws/durable-execution-sdk-js"

import { parseDraft, QUORUM } from "./review.ts"
import type { Draft, ReviewOutcome } from "./review.ts"
import { httpReviewDesk } from "./review-desk.ts"
import type { ReviewDesk } from "./review-desk.ts"

export interface WorkflowServices {
  readonly desk: ReviewDesk
  readonly reviewers: readonly string[]
}

/** A document is published once a quorum of its reviewers has approved it. */
export const createWorkflow = ({ desk, reviewers }: WorkflowServices): DurableLambdaHandler =>
  withDurableExecution(async (event: unknown, context: DurableContext): Promise<ReviewOutcome> => {
    const draft = parseDraft(event)
    const reviews = await context.parallel(
      "reviews",
      reviewers.map((reviewer) => ({
        name: reviewer,
        func: (branch: DurableContext) => askReviewer(branch, draft, reviewer, desk),
      })),
      {
        completionConfig: {
          minSuccessful: QUORUM,
          // One more, and the quorum is out of reach.
          toleratedFailureCount: reviewers.length - QUORUM,
        },
      },
    )
    const stragglers = reviews.started().map(({ index }) => reviewers[index] as string)
    if (stragglers.length > 0) {
      await context.step("dismiss", () => desk.dismiss(draft.documentId, stragglers))
    }
    const outcome = outcomeOf(reviews, reviewers)
    if (outcome.status === "PUBLISHED") await context.step("publish", () => desk.publish(draft))
    return outcome
  })

/**
 * Returns who approves, and throws for a rejection and for silence. It has to return something: the
 * SDK does not list a branch without a result among those that succeeded.
 */
const askReviewer = async (
  context: DurableContext,
  draft: Draft,
  reviewer: string,
  desk: ReviewDesk,
): Promise<string> => {
  await context.waitForCallback(
    `review-${reviewer}`,
    (callbackId) => desk.ask({ callbackId, reviewer, draft }),
    { timeout: { days: 3 } },
  )
  return reviewer
}

const outcomeOf = (reviews: BatchResult<string>, reviewers: readonly string[]): ReviewOutcome => {
  const approvedBy = reviews.getResults()
  if (approvedBy.length >= QUORUM) return { status: "PUBLISHED", approvedBy }

  const namesOf = (items: readonly { readonly index: number }[]): string[] =>
    items.map(({ index }) => reviewers[index] as string)
  const failed = reviews.failed()
  const rejections = failed.filter(({ error }) => error.cause instanceof CallbackExternalError)
  const silences = failed.filter(({ error }) => error.cause instanceof CallbackTimeoutError)
  const broken = failed.find((item) => !rejections.includes(item) && !silences.includes(item))
  // Somebody could not even be asked: that is no opinion on the document.
  if (broken !== undefined) throw broken.error
  return { status: "NOT_PUBLISHED", rejectedBy: namesOf(rejections), silent: namesOf(silences) }
}

export const handler: DurableLambdaHandler = createWorkflow({
  desk: httpReviewDesk(process.env["REVIEW_DESK_URL"] ?? "http://localhost:8080"),
  reviewers: (process.env["REVIEWERS"] ?? "legal,finance,security").split(","),
})
