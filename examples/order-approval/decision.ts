/** What the workflow returns: every outcome that is part of the business is a value. */
export type OrderDecision =
  | { readonly status: "APPROVED"; readonly approvedBy: string; readonly reservationId: string }
  | { readonly status: "REJECTED"; readonly rejectedBy: string; readonly reason: string }
  | { readonly status: "OUT_OF_STOCK"; readonly approvedBy: string; readonly sku: string }
  | { readonly status: "EXPIRED"; readonly reason: string }

/** The payload of a callback that succeeded. */
export interface Approval {
  readonly approvedBy: string
}

/**
 * The error data of a callback that failed because somebody said no.
 *
 * The SDK hands the message and the data of such a failure to the handler, but not the error type
 * (`waitForCallback` replaces it), so the data is what tells a rejection from a broken approver.
 */
export interface Rejection {
  readonly rejectedBy: string
}

export const parseApproval = (text: string): Approval => JSON.parse(text) as Approval

export const parseRejection = (text: string | undefined): Rejection | undefined => {
  if (text === undefined) return undefined
  try {
    const data = JSON.parse(text) as Partial<Rejection> | null
    return typeof data?.rejectedBy === "string" ? { rejectedBy: data.rejectedBy } : undefined
  } catch {
    return undefined
  }
}
