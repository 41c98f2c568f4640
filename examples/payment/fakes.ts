import type { ChargeRequest, PaymentProcessor } from "./processor.ts"

/** A processor that keeps what it was asked for. */
export class FakeProcessor implements PaymentProcessor {
  readonly name: string
  readonly charges: ChargeRequest[] = []
  readonly voided: string[] = []
  /** The number of requests of any kind that fail before one gets through. */
  failuresLeft = 0

  constructor(name: string) {
    this.name = name
  }

  async charge(request: ChargeRequest): Promise<void> {
    this.#fail()
    this.charges.push(request)
  }

  async void(idempotencyKey: string): Promise<void> {
    this.#fail()
    this.voided.push(idempotencyKey)
  }

  #fail(): void {
    if (this.failuresLeft-- > 0) throw new Error(`${this.name} is unreachable`)
  }
}
