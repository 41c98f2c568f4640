import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService, FakeStore } from "./fakes.ts"
import { type Order, order, pause } from "./steps.ts"

/** Where something happens beside what is recorded. */
export const detached: readonly BugZooEntry[] = [
  bug({
    name: "execution started from inside of a step",
    story:
      "The step calls Lambda's Invoke to start the fulfilment. It runs twice, and so does the " +
      "fulfilment.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "started", observed: { fulfilment: ["fulfil o-1"] } },
    world: () => ({ fulfilment: new FakeService() }),
    outside: (runner, { fulfilment }) => {
      runner.mockFunction("fulfilment", (input) => {
        fulfilment.performOnce(`fulfil ${(input as Order).orderId}`)
      })
    },
    broken:
      ({ fulfilment }) =>
      async ({ orderId }: Order, context) => {
        await context.step("start", async () => fulfilment.perform(`fulfil ${orderId}`))
        return "started"
      },
    corrected:
      () =>
      async ({ orderId }: Order, context) => {
        await context.invoke("fulfil", "fulfilment", { orderId })
        return "started"
      },
  }),

  bug({
    name: "I/O that a step begins and does not await",
    story:
      "The step is on record before its write has arrived. The Lambda dies in between, and no replay " +
      "will run the step again.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "saved", observed: { table: { "o-1": "saved" } } },
    world: () => ({ table: new FakeStore() }),
    broken:
      ({ table }) =>
      async ({ orderId }: Order, context) => {
        await context.step("save", async () => {
          void pause(10).then(() => table.put(orderId, "saved"))
        })
        await context.wait("cool off", { minutes: 1 })
        return "saved"
      },
    corrected:
      ({ table }) =>
      async ({ orderId }: Order, context) => {
        await context.step("save", async () => {
          await pause(10)
          table.put(orderId, "saved")
        })
        await context.wait("cool off", { minutes: 1 })
        return "saved"
      },
  }),

  bug({
    name: "step that nobody awaits",
    story:
      "The audit record is written on the side, and is there if it is quicker than the rest. If not, " +
      "the execution ends while it is written.",
    tier: "always-replay",
    maxSchedules: 100,
    invariant: "hygiene",
    input: order,
    plain: { result: "shipped", observed: { audit: ["o-1 is shipped"] } },
    world: () => ({ audit: new FakeService() }),
    broken:
      ({ audit }) =>
      async ({ orderId }: Order, context) => {
        const record = async (): Promise<void> => {
          await context.step("audit", async () => audit.performOnce(`${orderId} is shipped`))
        }
        void record()
        return context.step("ship", async () => "shipped")
      },
    corrected:
      ({ audit }) =>
      async ({ orderId }: Order, context) => {
        const [, shipped] = await Promise.all([
          context.step("audit", async () => audit.performOnce(`${orderId} is shipped`)),
          context.step("ship", async () => "shipped"),
        ])
        return shipped
      },
  }),

  bug({
    name: "branch on what a database says outside of a step",
    story:
      "The last desk is in stock, so it is taken. A replay asks the database again, finds none, and " +
      "goes the other way.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "replay-determinism",
    input: order,
    plain: { result: "shipped", observed: { stock: { desks: 0 } } },
    world: () => ({ stock: new FakeStore({ desks: 1 }) }),
    broken:
      ({ stock }) =>
      async ({ orderId }: Order, context) => {
        if (stock.count("desks") < 1) return context.step("order more", async () => "ordered")
        await context.step("take", async () => stock.addOnce("desks", -1, orderId))
        return context.step("ship", async () => "shipped")
      },
    corrected:
      ({ stock }) =>
      async ({ orderId }: Order, context) => {
        const left = await context.step("take", async () => stock.addOnce("desks", -1, orderId))
        if (left < 0) return context.step("order more", async () => "ordered")
        return context.step("ship", async () => "shipped")
      },
  }),
]
