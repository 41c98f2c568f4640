import { CallbackTimeoutError, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import type { Reservation, ReserveRequest, Trip } from "./trip.ts"

/** Hotels have no interface; they have a front desk that reads mail. */
export interface FrontDesk {
  mail(trip: Trip, callbackId: string): Promise<void>
}

export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError"
}

/** The durable Lambda that reserves a room: it waits for the answer of a person. */
export const createReserveHotel = (frontDesk: FrontDesk): DurableLambdaHandler =>
  withDurableExecution(
    async ({ trip }: ReserveRequest, context: DurableContext): Promise<Reservation> => {
      try {
        const confirmation = await context.waitForCallback(
          "hotel-confirmation",
          (callbackId) => frontDesk.mail(trip, callbackId),
          { timeout: { days: 2 } },
        )
        return { confirmation }
      } catch (error) {
        if (error instanceof CallbackTimeoutError) {
          throw new NoAnswerError("The hotel has not answered in two days", { cause: error })
        }
        throw error
      }
    },
  )

export const httpFrontDesk = (baseUrl: string): FrontDesk => ({
  async mail(trip, callbackId) {
    const response = await fetch(`${baseUrl}/mails`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ trip, callbackId }),
    })
    if (!response.ok) throw new Error(`The mail was answered ${response.status}.`)
  },
})

export const handler: DurableLambdaHandler = createReserveHotel(
  httpFrontDesk(process.env["MAIL_URL"] ?? "http://localhost:8080"),
)
