export interface Draft {
  readonly documentId: string
  readonly title: string
}

/** So many approvals publish a document; the other reviewers are not waited for. */
export const QUORUM = 2

/** What the workflow returns: every outcome that is part of the business is a value. */
export type ReviewOutcome =
  | { readonly status: "PUBLISHED"; readonly approvedBy: readonly string[] }
  | {
      readonly status: "NOT_PUBLISHED"
      readonly rejectedBy: readonly string[]
      readonly silent: readonly string[]
    }

export class InvalidDraftError extends Error {
  override readonly name = "InvalidDraftError"
}

/** An event is whatever the caller sent; nothing is a draft until it was checked. */
export const parseDraft = (event: unknown): Draft => {
  const { documentId, title } = (event ?? {}) as { [field in keyof Draft]?: unknown }
  if (typeof documentId !== "string" || documentId === "") {
    throw new InvalidDraftError("`documentId` is missing")
  }
  if (typeof title !== "string" || title === "") throw new InvalidDraftError("`title` is missing")
  return { documentId, title }
}
