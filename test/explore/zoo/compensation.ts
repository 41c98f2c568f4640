import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService, FakeStore } from "./fakes.ts"
import { atMostOnce, noRetry, type Order, order } from "./steps.ts"

async function decline(): Promise<never> {
  throw new Error("declined")
}

/** Where something is to be undone. */
export const compensation: readonly BugZooEntry[] = [
  bug({
    name: "compensation skipped after a crash",
    story:
      "Each step notes how to undo it, in its body. A replay does not run the bodies of finished " +
      "steps, so there is nothing to undo, and the room stays booked.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "cancelled", observed: { hotel: [] } },
    world: () => ({ hotel: new FakeService() }),
    broken:
      ({ hotel }) =>
      async ({ orderId }: Order, context) => {
        const toUndo: string[] = []
        try {
          await context.step("reserve room", async () => {
            hotel.performOnce(`room for ${orderId}`)
            toUndo.push(`room for ${orderId}`)
          })
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          for (const key of toUndo) await context.step("undo", async () => hotel.undo(key))
          return "cancelled"
        }
      },
    corrected:
      ({ hotel }) =>
      async ({ orderId }: Order, context) => {
        const toUndo: string[] = []
        try {
          toUndo.push(`room for ${orderId}`)
          await context.step("reserve room", async () => hotel.performOnce(`room for ${orderId}`))
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          for (const key of toUndo) await context.step("undo", async () => hotel.undo(key))
          return "cancelled"
        }
      },
  }),

  bug({
    name: "compensation that forgets the interrupted step",
    story:
      "The flight is booked and the Lambda dies. The step counts as failed, so it is not among those " +
      "that are undone, and the flight is paid for.",
    tier: "sweep",
    maxSchedules: 50,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "cancelled", observed: { flights: [] } },
    world: () => ({ flights: new FakeService() }),
    broken:
      ({ flights }) =>
      async ({ orderId }: Order, context) => {
        let isBooked = false
        try {
          const book = async (): Promise<void> => flights.performOnce(`flight for ${orderId}`)
          await context.step("book flight", book, atMostOnce)
          isBooked = true
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          const undo = async (): Promise<void> => flights.undo(`flight for ${orderId}`)
          if (isBooked) await context.step("undo", undo)
          return "cancelled"
        }
      },
    corrected:
      ({ flights }) =>
      async ({ orderId }: Order, context) => {
        try {
          const book = async (): Promise<void> => flights.performOnce(`flight for ${orderId}`)
          await context.step("book flight", book)
          await context.step("charge", decline, noRetry)
          return "booked"
        } catch {
          await context.step("undo", async () => flights.undo(`flight for ${orderId}`))
          return "cancelled"
        }
      },
  }),

  bug({
    name: "cleanup in finally that is not a step",
    story:
      "The slot is given back in `finally`, which each invocation runs anew that comes so far. There " +
      "are more slots than machines in the end.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "done", observed: { slots: { free: 3 } } },
    world: () => ({ slots: new FakeStore({ free: 3 }) }),
    broken:
      ({ slots }) =>
      async ({ orderId }: Order, context) => {
        await context.step("take slot", async () => slots.addOnce("free", -1, `take ${orderId}`))
        try {
          await context.step("work", async () => {})
        } finally {
          slots.add("free", 1)
        }
        return context.step("report", async () => "done")
      },
    corrected:
      ({ slots }) =>
      async ({ orderId }: Order, context) => {
        await context.step("take slot", async () => slots.addOnce("free", -1, `take ${orderId}`))
        try {
          await context.step("work", async () => {})
        } finally {
          await context.step("give back", async () => slots.addOnce("free", 1, `give ${orderId}`))
        }
        return context.step("report", async () => "done")
      },
  }),
]
