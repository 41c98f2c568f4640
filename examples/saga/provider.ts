import type { CancelRequest, Reservation, ReserveRequest, Trip } from "./trip.ts"

/** A company with an interface that answers at once. */
export interface Provider {
  /** One trip is one reservation, however often it is asked for. */
  reserve(trip: Trip): Promise<Reservation>
  /** Safe to repeat. */
  cancel(request: CancelRequest): Promise<void>
}

export type ReserveHandler = (request: ReserveRequest) => Promise<Reservation>
export type CancelHandler = (request: CancelRequest) => Promise<Record<string, never>>

/** The plain Lambda that reserves with such a company. */
export const createReserve =
  (provider: Pick<Provider, "reserve">): ReserveHandler =>
  ({ trip }) =>
    provider.reserve(trip)

/** The plain Lambda that takes a reservation back. */
export const createCancel =
  (provider: Pick<Provider, "cancel">): CancelHandler =>
  async (request) => {
    await provider.cancel(request)
    return {}
  }

export const httpProvider = (baseUrl: string): Provider => {
  const send = async (method: string, tripId: string, body: object): Promise<Response> => {
    const response = await fetch(`${baseUrl}/reservations/${encodeURIComponent(tripId)}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`The provider answered ${response.status}.`)
    return response
  }
  return {
    async reserve(trip) {
      const response = await send("PUT", trip.tripId, trip)
      const { confirmation } = (await response.json()) as Reservation
      return { confirmation }
    },
    async cancel({ tripId, confirmation }) {
      await send("DELETE", tripId, { confirmation })
    },
  }
}

/** One bundle for all four plain functions: their environment says whose they are. */
const provider = httpProvider(process.env["PROVIDER_URL"] ?? "http://localhost:8080")

export const reserve: ReserveHandler = createReserve(provider)
export const cancel: CancelHandler = createCancel(provider)
