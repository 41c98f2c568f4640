import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { json } from "node:stream/consumers"

interface Charge {
  readonly orderId: string
  readonly amount: number
  readonly key?: string
}

/** The services that the order uses, behind HTTP: the function runs in another process. */
export class FakeShop {
  charges: Charge[] = []
  reserved: string[] = []
  cancelled: string[] = []
  readonly #server = createServer((request, response) => {
    void json(request).then((body) => {
      response.end(JSON.stringify(this.#answer(request.url ?? "", body)))
    })
  })

  async open(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve)
    })
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  reset(): void {
    this.charges = []
    this.reserved = []
    this.cancelled = []
  }

  #answer(path: string, body: unknown): object {
    switch (path) {
      case "/reservations":
        return this.#reserve(body as { orderId: string })
      case "/cancellations":
        return this.#cancel(body as { id: string })
      case "/charges":
        return this.#charge(body as Charge)
      default:
        return {}
    }
  }

  /** Reserving again is the same reservation. */
  #reserve({ orderId }: { orderId: string }): object {
    if (!this.reserved.includes(orderId)) this.reserved.push(orderId)
    return { id: `r-${orderId}` }
  }

  #cancel({ id }: { id: string }): object {
    if (!this.cancelled.includes(id)) this.cancelled.push(id)
    return { id }
  }

  #charge(charge: Charge): object {
    const isKnown = this.charges.some(({ key }) => key !== undefined && key === charge.key)
    if (!isKnown) this.charges.push(charge)
    return { id: `receipt-${charge.orderId}` }
  }
}
