export interface Payment {
  readonly orderId: string
  readonly amountCents: number
}

/** What the workflow returns: every outcome that is part of the business is a value. */
export type PaymentOutcome =
  | { readonly status: "PAID"; readonly processor: string; readonly transactionId: string }
  | { readonly status: "DECLINED"; readonly processor: string; readonly reason: string }
  | { readonly status: "UNAVAILABLE"; readonly processors: readonly string[] }

/** The payload of a callback that succeeded. */
export interface Settlement {
  readonly transactionId: string
}

/** The error data of a callback that failed because the bank said no. */
export interface Decline {
  readonly declineCode: string
}

export class InvalidPaymentError extends Error {
  override readonly name = "InvalidPaymentError"
}

/** An event is whatever the caller sent; nothing is a payment until it was checked. */
export const parsePayment = (event: unknown): Payment => {
  const { orderId, amountCents } = (event ?? {}) as { [field in keyof Payment]?: unknown }
  if (typeof orderId !== "string" || orderId === "") {
    throw new InvalidPaymentError("`orderId` is missing")
  }
  if (!Number.isSafeInteger(amountCents) || (amountCents as number) <= 0) {
    throw new InvalidPaymentError("`amountCents` is no positive integer")
  }
  return { orderId, amountCents: amountCents as number }
}

export const parseSettlement = (text: string): Settlement => JSON.parse(text) as Settlement

export const parseDecline = (text: string | undefined): Decline | undefined => {
  if (text === undefined) return undefined
  try {
    const data = JSON.parse(text) as Partial<Decline> | null
    return typeof data?.declineCode === "string" ? { declineCode: data.declineCode } : undefined
  } catch {
    return undefined
  }
}
