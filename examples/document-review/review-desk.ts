import type { Draft } from "./review.ts"

/** What a reviewer needs to answer. */
export interface ReviewRequest {
  readonly callbackId: string
  readonly reviewer: string
  readonly draft: Draft
}

/** Whoever finds the people: a mailing system, a chat, a ticket system. */
export interface ReviewDesk {
  ask(request: ReviewRequest): Promise<void>
  /** Tells those who have not answered that they need not. Safe to repeat. */
  dismiss(documentId: string, reviewers: readonly string[]): Promise<void>
  publish(draft: Draft): Promise<void>
}

export const httpReviewDesk = (baseUrl: string): ReviewDesk => {
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${baseUrl}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`The review desk answered ${response.status}.`)
  }
  return {
    ask: (request) => post("requests", request),
    dismiss: (documentId, reviewers) => post("dismissals", { documentId, reviewers }),
    publish: (draft) => post("publications", draft),
  }
}
