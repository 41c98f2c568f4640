import { randomUUID } from "node:crypto"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "../zoo/bug.ts"
import { FakeService, FakeStore } from "../zoo/fakes.ts"
import { type Order, order } from "../zoo/steps.ts"

/** What every order goes through before money is taken: nothing of it is wrong. */
async function prepareOrder(
  { orderId }: Order,
  context: DurableContext,
  stock: FakeStore,
): Promise<void> {
  await context.step("validate", async () => ({ orderId, lines: 2 }))
  await context.step("check fraud", async () => "low")
  await context.step("price", async () => 4_200)
  for (const line of ["desk", "lamp"]) {
    await context.step(`reserve ${line}`, async () =>
      stock.addOnce(line, -1, `reserve ${line} ${orderId}`),
    )
  }
}

async function finishOrder(
  { orderId }: Order,
  context: DurableContext,
  mails: FakeService,
): Promise<void> {
  await context.step("pack", async () => "packed")
  await context.step("label", async () => `label of ${orderId}`)
  await context.step("hand over", async () => "handed over")
  await context.step("tell customer", async () => mails.performOnce(`mail for ${orderId}`))
}

const world = () => ({
  stock: new FakeStore({ desk: 3, lamp: 3 }),
  payments: new FakeService(),
  mails: new FakeService(),
})

const paid = {
  stock: { desk: 2, lamp: 2 },
  payments: ["charge o-1"],
  mails: ["mail for o-1"],
}

/** Orders: many steps one after the other, of which one takes money. */
export const orders: readonly BugZooEntry[] = [
  bug({
    name: "order that is charged again after a crash",
    story: "The charge in the middle of eleven steps has no idempotency key.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "done", observed: paid },
    world,
    broken:
      ({ stock, payments, mails }) =>
      async (input: Order, context) => {
        await prepareOrder(input, context, stock)
        await context.step("charge", async () => payments.perform(`charge ${input.orderId}`))
        await finishOrder(input, context, mails)
        return "done"
      },
    corrected:
      ({ stock, payments, mails }) =>
      async (input: Order, context) => {
        await prepareOrder(input, context, stock)
        await context.step("charge", async () => payments.performOnce(`charge ${input.orderId}`))
        await finishOrder(input, context, mails)
        return "done"
      },
  }),

  bug({
    name: "order whose payment key is made by each invocation",
    story: "The key is drawn beside the steps, so that a replay charges under another one.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "done", observed: paid },
    world,
    broken:
      ({ stock, payments, mails }) =>
      async (input: Order, context) => {
        const key = randomUUID()
        await prepareOrder(input, context, stock)
        await context.step("charge", async () =>
          payments.performOnce(`charge ${input.orderId}`, key),
        )
        await finishOrder(input, context, mails)
        return "done"
      },
    corrected:
      ({ stock, payments, mails }) =>
      async (input: Order, context) => {
        const key = await context.step("key", async () => randomUUID())
        await prepareOrder(input, context, stock)
        await context.step("charge", async () =>
          payments.performOnce(`charge ${input.orderId}`, key),
        )
        await finishOrder(input, context, mails)
        return "done"
      },
  }),

  bug({
    name: "order whose parcel goes to the carrier that answers first",
    story: "Two carriers are asked for a price, and the race is run again by a replay.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "dhl", observed: { ...paid, payments: ["dhl fetches o-1"] } },
    world,
    broken:
      ({ stock, payments: carriers, mails }) =>
      async (input: Order, context) => {
        await prepareOrder(input, context, stock)
        const carrier = await Promise.race(
          ["dhl", "ups"].map(async (name) => context.step(`ask ${name}`, async () => name)),
        )
        await context.step("book", async () =>
          carriers.performOnce(`${carrier} fetches ${input.orderId}`),
        )
        await finishOrder(input, context, mails)
        return carrier
      },
    corrected:
      ({ stock, payments: carriers, mails }) =>
      async (input: Order, context) => {
        await prepareOrder(input, context, stock)
        const first = await Promise.race(
          ["dhl", "ups"].map(async (name) => context.step(`ask ${name}`, async () => name)),
        )
        const carrier = await context.step("decide", async () => first)
        await context.step("book", async () =>
          carriers.performOnce(`${carrier} fetches ${input.orderId}`),
        )
        await finishOrder(input, context, mails)
        return carrier
      },
  }),
]
