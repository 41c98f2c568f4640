import type { Provider } from "./provider.ts"
import type { CancelRequest, Leg, Reservation, Trip } from "./trip.ts"

/** What the providers of one test were asked for, in order: `reserve flight`, `cancel flight f-1`. */
export class FakeProviders {
  readonly log: string[] = []
  /** Legs that nobody can have. */
  readonly soldOut: Set<Leg> = new Set()
  /** How many cancellations fail before one is taken. */
  brokenCancellations = 0

  of(leg: Leg): Provider {
    return {
      reserve: async (trip: Trip): Promise<Reservation> => {
        this.log.push(`reserve ${leg}`)
        if (this.soldOut.has(leg)) throw new Error(`No ${leg} to ${trip.destination}`)
        return { confirmation: `${leg}-1` }
      },
      cancel: async ({ confirmation }: CancelRequest): Promise<void> => {
        if (this.brokenCancellations-- > 0) throw new Error("Try again later")
        this.log.push(`cancel ${leg} ${confirmation}`)
      },
    }
  }
}
