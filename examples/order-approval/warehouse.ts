import type { Order } from "./order.ts"

export type Reservation =
  | { readonly kind: "reserved"; readonly reservationId: string }
  | { readonly kind: "out-of-stock"; readonly sku: string }

export interface Warehouse {
  /** Reserves the whole order or nothing. Safe to repeat: the order id is its idempotency key. */
  reserve(order: Order): Promise<Reservation>
}

/** The warehouse could not say yes or no; asking again may help. */
export class WarehouseUnavailableError extends Error {
  override readonly name = "WarehouseUnavailableError"
}

const OUT_OF_STOCK_STATUS = 409

export const httpWarehouse = (baseUrl: string): Warehouse => ({
  async reserve(order) {
    const response = await fetch(`${baseUrl}/reservations/${encodeURIComponent(order.orderId)}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(order.lines),
    })
    if (response.status === OUT_OF_STOCK_STATUS) {
      const { sku } = (await response.json()) as { sku: string }
      return { kind: "out-of-stock", sku }
    }
    if (!response.ok) {
      throw new WarehouseUnavailableError(`The warehouse answered ${response.status}.`)
    }
    const { reservationId } = (await response.json()) as { reservationId: string }
    return { kind: "reserved", reservationId }
  },
})
