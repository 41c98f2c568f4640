import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "../zoo/bug.ts"
import { FakeService } from "../zoo/fakes.ts"
import { atMostOnce, noRetry, type Order, order } from "../zoo/steps.ts"

const PARTS = ["flight", "hotel", "car", "insurance", "visa", "transfer"] as const

async function decline(): Promise<never> {
  throw new Error("declined")
}

async function undoAll(
  toUndo: readonly string[],
  context: DurableContext,
  bookings: FakeService,
): Promise<string> {
  for (const key of toUndo.toReversed()) {
    await context.step(`undo ${key}`, async () => bookings.undo(key))
  }
  await context.step("tell customer", async () => "told")
  return "cancelled"
}

/** Sagas: several bookings, a payment that is declined, and everything is taken back. */
export const sagas: readonly BugZooEntry[] = [
  bug({
    name: "journey whose undo list is filled inside of steps",
    story: "A replay skips the bodies of finished steps, and the list stays empty.",
    tier: "always-replay",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "cancelled", observed: { bookings: [] } },
    world: () => ({ bookings: new FakeService() }),
    broken:
      ({ bookings }) =>
      async ({ orderId }: Order, context) => {
        const toUndo: string[] = []
        try {
          for (const part of PARTS) {
            await context.step(`book ${part}`, async () => {
              bookings.performOnce(`${part} ${orderId}`)
              toUndo.push(`${part} ${orderId}`)
            })
          }
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          return undoAll(toUndo, context, bookings)
        }
      },
    corrected:
      ({ bookings }) =>
      async ({ orderId }: Order, context) => {
        const toUndo: string[] = []
        try {
          for (const part of PARTS) {
            toUndo.push(`${part} ${orderId}`)
            await context.step(`book ${part}`, async () =>
              bookings.performOnce(`${part} ${orderId}`),
            )
          }
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          return undoAll(toUndo, context, bookings)
        }
      },
  }),

  bug({
    name: "journey that forgets the booking that was interrupted",
    story: "A booking counts when its step is over. An interrupted one is paid for and not undone.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "cancelled", observed: { bookings: [] } },
    world: () => ({ bookings: new FakeService() }),
    broken:
      ({ bookings }) =>
      async ({ orderId }: Order, context) => {
        const toUndo: string[] = []
        try {
          for (const part of PARTS) {
            const key = `${part} ${orderId}`
            const book = async (): Promise<void> => bookings.performOnce(key)
            await context.step(`book ${part}`, book, atMostOnce)
            toUndo.push(key)
          }
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          return undoAll(toUndo, context, bookings)
        }
      },
    corrected:
      ({ bookings }) =>
      async ({ orderId }: Order, context) => {
        const toUndo: string[] = []
        try {
          for (const part of PARTS) {
            const key = `${part} ${orderId}`
            toUndo.push(key)
            await context.step(`book ${part}`, async () => bookings.performOnce(key))
          }
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          return undoAll(toUndo, context, bookings)
        }
      },
  }),

  bug({
    name: "journey that is refunded twice",
    story: "Each booking is undone once, and the voucher for the trouble is sent by a plain step.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "cancelled", observed: { bookings: [], vouchers: ["voucher o-1"] } },
    world: () => ({ bookings: new FakeService(), vouchers: new FakeService() }),
    broken:
      ({ bookings, vouchers }) =>
      async ({ orderId }: Order, context) => {
        const keys = PARTS.slice(0, 4).map((part) => `${part} ${orderId}`)
        for (const key of keys) await context.step(key, async () => bookings.performOnce(key))
        const isPaid = await context.step("charge", async () => false)
        if (isPaid) return "booked"
        await context.step("voucher", async () => vouchers.perform(`voucher ${orderId}`))
        return undoAll(keys, context, bookings)
      },
    corrected:
      ({ bookings, vouchers }) =>
      async ({ orderId }: Order, context) => {
        const keys = PARTS.slice(0, 4).map((part) => `${part} ${orderId}`)
        for (const key of keys) await context.step(key, async () => bookings.performOnce(key))
        const isPaid = await context.step("charge", async () => false)
        if (isPaid) return "booked"
        await context.step("voucher", async () => vouchers.performOnce(`voucher ${orderId}`))
        return undoAll(keys, context, bookings)
      },
  }),
]
