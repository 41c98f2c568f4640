import type { Payment } from "./payment.ts"

/** What a processor needs to charge, and the callback id to report with. */
export interface ChargeRequest extends Payment {
  readonly callbackId: string
  /** One key is one charge, however often it is asked for. */
  readonly idempotencyKey: string
}

/** A company that moves money. It takes a charge at once, and reports later what became of it. */
export interface PaymentProcessor {
  readonly name: string
  charge(request: ChargeRequest): Promise<void>
  /** Takes a charge back, or forbids it if it has not happened yet. Safe to repeat. */
  void(idempotencyKey: string): Promise<void>
}

export const httpProcessor = (name: string, baseUrl: string): PaymentProcessor => {
  const send = async (path: string, method: string, body?: object): Promise<void> => {
    const response = await fetch(`${baseUrl}/charges/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${name} answered ${response.status}.`)
  }
  return {
    name,
    charge: ({ idempotencyKey, ...request }) =>
      send(encodeURIComponent(idempotencyKey), "PUT", request),
    void: (idempotencyKey) => send(encodeURIComponent(idempotencyKey), "DELETE"),
  }
}
