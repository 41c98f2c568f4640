import type { ApprovalDesk, ApprovalRequest } from "./approval-desk.ts"
import type { Order } from "./order.ts"
import { WarehouseUnavailableError } from "./warehouse.ts"
import type { Reservation, Warehouse } from "./warehouse.ts"

export const order: Order = {
  orderId: "o-1001",
  customer: "acme",
  lines: [{ sku: "espresso-machine", quantity: 2, priceCents: 64_900 }],
}

export interface FakeDeskOptions {
  /** The number of submissions that fail before one gets through. Default: 0. */
  readonly failures?: number
  /** What the desk does with a request at once, still inside the submitter. Default: nothing. */
  readonly onRequest?: (request: ApprovalRequest) => Promise<unknown>
}

/** A desk that keeps the requests it was given. */
export class FakeDesk implements ApprovalDesk {
  readonly requests: ApprovalRequest[] = []
  #failuresLeft: number
  readonly #onRequest: (request: ApprovalRequest) => Promise<unknown>

  constructor({ failures = 0, onRequest = async () => {} }: FakeDeskOptions = {}) {
    this.#failuresLeft = failures
    this.#onRequest = onRequest
  }

  /** The id an answer needs, of the only request so far. */
  get callbackId(): string {
    const [request, ...others] = this.requests
    if (request === undefined || others.length > 0) {
      throw new Error(`Expected one request, got ${this.requests.length}.`)
    }
    return request.callbackId
  }

  async submit(request: ApprovalRequest): Promise<void> {
    if (this.#failuresLeft-- > 0) throw new Error("The approval desk is down")
    this.requests.push(request)
    await this.#onRequest(request)
  }
}

/** A warehouse that gives these answers in turn, the last one from then on. */
export const fakeWarehouse = (...answers: readonly (Reservation | "unavailable")[]): Warehouse => {
  const left = [...answers]
  let answer: Reservation | "unavailable" = { kind: "reserved", reservationId: "r1" }
  return {
    async reserve() {
      answer = left.shift() ?? answer
      if (answer === "unavailable") throw new WarehouseUnavailableError("The warehouse is down")
      return answer
    },
  }
}

export interface FakeStockOptions {
  /** Whether an order that is sent again is taken for the same one. Default: true. */
  readonly isIdempotent?: boolean
}

/** A warehouse that counts what it gives away. */
export class FakeStock implements Warehouse {
  readonly #isIdempotent: boolean
  readonly #orders: string[] = []

  constructor({ isIdempotent = true }: FakeStockOptions = {}) {
    this.#isIdempotent = isIdempotent
  }

  /** How often stock was taken off the shelf. */
  get reservations(): number {
    return this.#isIdempotent ? new Set(this.#orders).size : this.#orders.length
  }

  async reserve({ orderId }: Order): Promise<Reservation> {
    this.#orders.push(orderId)
    return { kind: "reserved", reservationId: `r-${orderId}` }
  }

  clear(): void {
    this.#orders.length = 0
  }
}
