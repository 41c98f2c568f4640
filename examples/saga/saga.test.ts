import { DurableTestRunner } from "durable-test-runner"
import type { Execution } from "durable-test-runner"
import type { Chooser } from "durable-test-runner/explore"
import { describe, expect, it } from "vitest"

import { FakeProviders } from "./fakes.ts"
import { createReserveHotel } from "./hotel.ts"
import { createCancel, createReserve } from "./provider.ts"
import { LEGS } from "./trip.ts"
import type { Trip } from "./trip.ts"
import { handler } from "./workflow.ts"

const HOUR_MS = 3_600_000

const trip: Trip = { tripId: "t-1", destination: "Lisbon" }

interface Agency {
  readonly runner: DurableTestRunner
  readonly providers: FakeProviders
  readonly book: (event?: unknown) => Promise<Execution>
}

/** Every function of the account, as it is deployed: all have an alias `live`, the hotel's is durable. */
const openAgency = (chooser?: Chooser): Agency => {
  const runner = new DurableTestRunner({ ...(chooser && { chooser }) })
  const providers = new FakeProviders()
  const plain = { durable: false, aliases: ["live"] }
  for (const leg of LEGS) {
    const provider = providers.of(leg)
    if (leg !== "hotel") runner.registerFunction(`reserve-${leg}`, createReserve(provider), plain)
    runner.registerFunction(`cancel-${leg}`, createCancel(provider), plain)
  }
  const reserveHotel = createReserveHotel({
    mail: async () => {
      providers.log.push("mail hotel")
    },
  })
  runner.registerFunction("reserve-hotel", reserveHotel, { aliases: ["live"] })
  return { runner, providers, book: (event = trip) => runner.run(handler, event) }
}

describe("a trip", () => {
  it("is booked leg by leg, once the hotel has confirmed", async () => {
    const { runner, providers, book } = openAgency()
    runner.completeCallback("hotel-confirmation", "room 7", { after: { hours: 20 } })

    const execution = await book()

    expect(execution.result).toEqual({
      status: "BOOKED",
      confirmations: { flight: "flight-1", hotel: "room 7", car: "car-1" },
    })
    expect(providers.log).toEqual(["reserve flight", "mail hotel", "reserve car"])
    expect(execution.durationMs).toBeGreaterThan(20 * HOUR_MS)
  })

  it("waits for an execution of its own for the hotel", async () => {
    const { runner, book } = openAgency()
    runner.completeCallback("hotel-confirmation", "room 7", { after: { hours: 20 } })

    const execution = await book()

    const hotel = execution.operation("reserve-hotel").childExecution
    expect(hotel?.functionName).toBe("reserve-hotel")
    expect(hotel?.operation("hotel-confirmation").result).toBe("room 7")
    expect(execution.operation("reserve-flight").childExecution).toBeUndefined()
  })
})

describe("a leg that cannot be had", () => {
  it("ends the trip at once if it is the first", async () => {
    const { providers, book } = openAgency()
    providers.soldOut.add("flight")

    const execution = await book()

    expect(execution.result).toEqual({
      status: "CANCELLED",
      failed: "flight",
      reason: "No flight to Lisbon",
      cancelled: [],
    })
    expect(providers.log).toEqual(["reserve flight"])
  })

  it.each<[string, Chooser]>([
    ["the oldest event first", { choose: () => 0 }],
    ["the newest event first", { choose: (enabled) => enabled.length - 1 }],
  ])("has the others cancelled, the last one first: %s", async (_title, chooser) => {
    const { runner, providers, book } = openAgency(chooser)
    providers.soldOut.add("car")
    runner.completeCallback("hotel-confirmation", "room 7", { after: { hours: 1 } })

    const execution = await book()

    expect(execution.result).toEqual({
      status: "CANCELLED",
      failed: "car",
      reason: "No car to Lisbon",
      cancelled: ["hotel", "flight"],
    })
    expect(providers.log).toEqual([
      "reserve flight",
      "mail hotel",
      "reserve car",
      "cancel hotel room 7",
      "cancel flight flight-1",
    ])
  })

  it("may be the hotel's, whose front desk says no", async () => {
    const { runner, providers, book } = openAgency()
    runner.failCallback("hotel-confirmation", "We are full", { after: { hours: 1 } })

    const execution = await book()

    expect(execution.result).toEqual({
      status: "CANCELLED",
      failed: "hotel",
      reason: "We are full",
      cancelled: ["flight"],
    })
    expect(providers.log.at(-1)).toBe("cancel flight flight-1")
  })

  it("may be the hotel's, whose front desk says nothing for two days", async () => {
    const { runner, book } = openAgency()
    runner.timeoutCallback("hotel-confirmation")

    const execution = await book()

    expect(execution.result).toMatchObject({
      failed: "hotel",
      reason: "The hotel has not answered in two days",
      cancelled: ["flight"],
    })
    expect(execution.operation("reserve-hotel").childExecution?.status).toBe("FAILED")
    expect(Math.floor(execution.durationMs / HOUR_MS)).toBe(48)
  })
})

describe("a cancellation that fails", () => {
  it("is tried again, before the next one", async () => {
    const { runner, providers, book } = openAgency()
    providers.soldOut.add("car")
    providers.brokenCancellations = 2
    runner.completeCallback("hotel-confirmation", "room 7")

    const execution = await book()

    expect(execution.result).toMatchObject({ cancelled: ["hotel", "flight"] })
    expect(providers.log.slice(-2)).toEqual(["cancel hotel room 7", "cancel flight flight-1"])
    expect(execution.operation("cancel-hotel").children.map(({ type }) => type)).toEqual([
      "CHAINED_INVOKE",
      "WAIT",
      "CHAINED_INVOKE",
      "WAIT",
      "CHAINED_INVOKE",
    ])
  })

  it("fails the execution after a day, and nothing else is given up", async () => {
    const { runner, providers, book } = openAgency()
    providers.soldOut.add("car")
    providers.brokenCancellations = Infinity
    runner.completeCallback("hotel-confirmation", "room 7")

    const execution = await book()

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorMessage: "Try again later" })
    expect(execution.operation("cancel-hotel").status).toBe("FAILED")
    expect(execution.durationMs).toBeGreaterThan(24 * HOUR_MS)
    expect(providers.log.at(-1)).toBe("reserve car")
  })
})

it("fails at once when there is no trip", async () => {
  const { providers, book } = openAgency()

  const execution = await book({ tripId: "t-1" })

  expect(execution.error).toMatchObject({ ErrorType: "InvalidTripError" })
  expect(providers.log).toEqual([])
})
