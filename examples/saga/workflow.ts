import {
  createRetryStrategy,
  InvokeError,
  JitterStrategy,
  withDurableExecution,
  withRetry,
} from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import { LEGS, parseTrip } from "./trip.ts"
import type {
  BookingOutcome,
  CancelRequest,
  Leg,
  Reservation,
  ReserveRequest,
  Trip,
} from "./trip.ts"

/** The functions that reserve and cancel a leg; a durable one needs its qualifier. */
export interface LegFunctions {
  readonly reserve: string
  readonly cancel: string
}

export type TripFunctions = Readonly<Record<Leg, LegFunctions>>

interface BookedLeg extends Reservation {
  readonly leg: Leg
}

/** Books the legs of a trip one after the other; if one cannot be had, none is kept. */
export const createWorkflow = (functions: TripFunctions): DurableLambdaHandler =>
  withDurableExecution(async (event: unknown, context: DurableContext): Promise<BookingOutcome> => {
    const trip = parseTrip(event)
    const booked: BookedLeg[] = []
    for (const leg of LEGS) {
      try {
        booked.push({ leg, ...(await reserve(context, trip, leg, functions)) })
      } catch (error) {
        if (!(error instanceof InvokeError)) throw error
        const toCancel = booked.toReversed()
        for (const reservation of toCancel) await cancel(context, trip, reservation, functions)
        const cancelled = toCancel.map((reservation) => reservation.leg)
        return { status: "CANCELLED", failed: leg, reason: error.message, cancelled }
      }
    }
    const confirmations = booked.map(({ leg, confirmation }) => [leg, confirmation])
    return {
      status: "BOOKED",
      confirmations: Object.fromEntries(confirmations) as Record<Leg, string>,
    }
  })

const reserve = (
  context: DurableContext,
  trip: Trip,
  leg: Leg,
  functions: TripFunctions,
): Promise<Reservation> =>
  context.invoke<ReserveRequest, Reservation>(`reserve-${leg}`, functions[leg].reserve, { trip })

/** What was reserved has to be given back: this goes on for a day, and then a person has to look. */
const cancel = async (
  context: DurableContext,
  { tripId }: Trip,
  { leg, confirmation }: BookedLeg,
  functions: TripFunctions,
): Promise<void> => {
  await withRetry(
    context,
    `cancel-${leg}`,
    (attempt) =>
      attempt.invoke<CancelRequest, unknown>(functions[leg].cancel, { tripId, confirmation }),
    {
      retryStrategy: createRetryStrategy({
        maxAttempts: 24,
        initialDelay: { minutes: 1 },
        maxDelay: { hours: 2 },
        backoffRate: 2,
        jitter: JitterStrategy.NONE,
      }),
    },
  )
}

const functionsOf = (leg: Leg): LegFunctions => ({
  reserve: process.env[`RESERVE_${leg.toUpperCase()}`] ?? `reserve-${leg}:live`,
  cancel: process.env[`CANCEL_${leg.toUpperCase()}`] ?? `cancel-${leg}:live`,
})

export const handler: DurableLambdaHandler = createWorkflow({
  flight: functionsOf("flight"),
  hotel: functionsOf("hotel"),
  car: functionsOf("car"),
})
