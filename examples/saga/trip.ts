export const LEGS = ["flight", "hotel", "car"] as const

export type Leg = (typeof LEGS)[number]

export interface Trip {
  readonly tripId: string
  readonly destination: string
}

/** What the workflow returns: every outcome that is part of the business is a value. */
export type BookingOutcome =
  | { readonly status: "BOOKED"; readonly confirmations: Readonly<Record<Leg, string>> }
  | {
      readonly status: "CANCELLED"
      readonly failed: Leg
      readonly reason: string
      /** In the order of their cancellation. */
      readonly cancelled: readonly Leg[]
    }

/** What a function that reserves is invoked with, and what it returns. */
export interface ReserveRequest {
  readonly trip: Trip
}

export interface Reservation {
  readonly confirmation: string
}

/** What a function that cancels is invoked with. */
export interface CancelRequest {
  readonly tripId: string
  readonly confirmation: string
}

export class InvalidTripError extends Error {
  override readonly name = "InvalidTripError"
}

/** An event is whatever the caller sent; nothing is a trip until it was checked. */
export const parseTrip = (event: unknown): Trip => {
  const { tripId, destination } = (event ?? {}) as { [field in keyof Trip]?: unknown }
  if (typeof tripId !== "string" || tripId === "") throw new InvalidTripError("`tripId` is missing")
  if (typeof destination !== "string" || destination === "") {
    throw new InvalidTripError("`destination` is missing")
  }
  return { tripId, destination }
}
