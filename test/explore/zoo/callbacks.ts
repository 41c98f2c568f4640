import { randomUUID } from "node:crypto"
import { CallbackTimeoutError } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService, FakeStore } from "./fakes.ts"
import { atMostOnce, type Order, order } from "./steps.ts"

/** For `then`: what a time-out means here; any other failure stays one. */
function onTimeout<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof CallbackTimeoutError) return value
    throw error
  }
}

/** Where the outside world answers. */
export const callbacks: readonly BugZooEntry[] = [
  bug({
    name: "token mailed before it is persisted",
    story:
      "The link in the mail has a token that the handler made itself. After a crash there is another " +
      "one, the callback is filed under that, and the link leads nowhere.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "termination",
    plain: { result: "approved", observed: null },
    world: () => ({ inbox: new FakeStore(), links: new FakeStore() }),
    // The tokens are random, so they are no part of the outcome.
    observe: () => null,
    outside: (runner, { inbox, links }) => {
      runner.onCallback("approve", async (callback) => {
        const callbackId = links.get(String(inbox.get("token")))
        if (callbackId === callback.id) await callback.succeed("approved")
      })
    },
    broken:
      ({ inbox, links }) =>
      async (_event, context) => {
        const token = randomUUID()
        await context.step("mail", async () => inbox.put("token", token))
        return context.waitForCallback("approve", async (id) => links.put(token, id))
      },
    corrected:
      ({ inbox, links }) =>
      async (_event, context) => {
        const token = await context.step("token", async () => randomUUID())
        await context.step("mail", async () => inbox.put("token", token))
        return context.waitForCallback("approve", async (id) => links.put(token, id))
      },
  }),

  bug({
    name: "submitter that opens a ticket each time",
    story:
      "The submitter is a step, and steps run again. Two reviewers work on two tickets with the same " +
      "callback id.",
    tier: "sweep",
    maxSchedules: 50,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "ok", observed: { tickets: ["review o-1"] } },
    world: () => ({ tickets: new FakeService() }),
    outside: (runner) => runner.completeCallback("review", "ok"),
    broken:
      ({ tickets }) =>
      async ({ orderId }: Order, context) =>
        context.waitForCallback("review", async () => tickets.perform(`review ${orderId}`)),
    corrected:
      ({ tickets }) =>
      async ({ orderId }: Order, context) =>
        context.waitForCallback("review", async (callbackId) =>
          tickets.performOnce(`review ${orderId}`, callbackId),
        ),
  }),

  bug({
    name: "heartbeat too slow, job submitted again",
    story:
      "The heartbeat time-out counts from the creation of the callback, not from the moment at which " +
      "the worker got the job. It is slow to get it, and a second worker does the same job.",
    tier: "orders",
    maxSchedules: 50,
    invariant: "always",
    input: order,
    plain: { result: "done", observed: { workers: ["render o-1"] } },
    holds: ({ observed }) => (observed as { workers: string[] }).workers.length <= 1,
    world: () => ({ workers: new FakeService() }),
    outside: (runner) => {
      for (const name of ["render", "render again"]) {
        runner.onCallback(name, async (callback) => {
          await callback.sleep({ seconds: 50 })
          if (callback.isPending) await callback.heartbeat()
          await callback.sleep({ seconds: 50 })
          if (callback.isPending) await callback.succeed("done")
        })
      }
    },
    broken:
      ({ workers }) =>
      async ({ orderId }: Order, context) => {
        const render = async (name: string): Promise<string> =>
          context.waitForCallback(
            name,
            async (callbackId) => workers.performOnce(`render ${orderId}`, callbackId),
            { heartbeatTimeout: { minutes: 1 } },
          )
        const answer = await render("render").catch(onTimeout("silence"))
        return answer === "silence" ? render("render again") : answer
      },
    corrected:
      ({ workers }) =>
      async ({ orderId }: Order, context) => {
        // The job's key, not the callback's: who asks for the same job gets that one.
        const render = async (name: string): Promise<string> =>
          context.waitForCallback(
            name,
            async () => workers.performOnce(`render ${orderId}`, orderId),
            { heartbeatTimeout: { minutes: 1 } },
          )
        const answer = await render("render").catch(onTimeout("silence"))
        return answer === "silence" ? render("render again") : answer
      },
  }),

  bug({
    name: "time-out handler that also runs after success",
    story:
      "What cancels the order when nobody approves also catches what is thrown later. The shipping is " +
      "interrupted, and the order is shipped and cancelled.",
    tier: "sweep",
    maxSchedules: 200,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "shipped", observed: { orders: ["ship o-1"] } },
    world: () => ({ orders: new FakeService() }),
    outside: (runner) => runner.completeCallback("approve"),
    broken:
      ({ orders }) =>
      async ({ orderId }: Order, context) => {
        try {
          await context.waitForCallback("approve", async () => {}, { timeout: { hours: 24 } })
          await context.step("ship", async () => orders.performOnce(`ship ${orderId}`), atMostOnce)
          return "shipped"
        } catch {
          await context.step("cancel", async () => orders.performOnce(`cancel ${orderId}`))
          return "cancelled"
        }
      },
    corrected:
      ({ orders }) =>
      async ({ orderId }: Order, context) => {
        const isApproved = await context
          .waitForCallback("approve", async () => {}, { timeout: { hours: 24 } })
          .then(() => true)
          .catch(onTimeout(false))
        const action = isApproved ? "ship" : "cancel"
        await context.step(action, async () => orders.performOnce(`${action} ${orderId}`))
        return isApproved ? "shipped" : "cancelled"
      },
  }),

  bug({
    name: "payment that comes before the invoice is marked as open",
    story:
      "The customer pays in the shop while the handler is still writing the invoice. Then the handler " +
      "marks it as open, and a reminder goes to somebody who has paid.",
    tier: "orders",
    maxSchedules: 200,
    invariant: "confluence",
    plain: { result: "done", observed: { shop: { status: "paid" } } },
    world: () => ({ shop: new FakeStore() }),
    outside: (runner, { shop }) => {
      runner.onCallback("paid", async (callback) => {
        await callback.sleep({ minutes: 5 })
        shop.put("status", "paid")
        await callback.succeed()
      })
    },
    broken:
      ({ shop }) =>
      async (_event, context) => {
        const [paid] = await context.createCallback("paid")
        await context.step("write invoice", async () => {})
        await context.step("mark as open", async () => shop.put("status", "open"))
        await paid
        return "done"
      },
    corrected:
      ({ shop }) =>
      async (_event, context) => {
        const [paid] = await context.createCallback("paid")
        await context.step("write invoice", async () => {})
        await context.step("mark as open", async () => shop.putIfAbsent("status", "open"))
        await paid
        return "done"
      },
  }),

  bug({
    name: "order cancelled at the time-out, payment taken",
    story:
      "The bank takes the money at once and confirms it later than the time-out allows. The order is " +
      "cancelled, and the money is gone.",
    tier: "orders",
    maxSchedules: 50,
    invariant: "eventually",
    input: order,
    plain: { result: "shipped", observed: { bank: ["take from o-1"] } },
    holds: ({ result, observed }) =>
      result !== "cancelled" || (observed as { bank: string[] }).bank.length === 0,
    world: () => ({ bank: new FakeService() }),
    outside: (runner) => runner.completeCallback("paid"),
    broken:
      ({ bank }) =>
      async ({ orderId }: Order, context) => {
        const take = async (): Promise<void> => bank.performOnce(`take from ${orderId}`)
        const isPaid = await context
          .waitForCallback("paid", take, { timeout: { hours: 1 } })
          .then(() => true)
          .catch(onTimeout(false))
        return isPaid ? "shipped" : "cancelled"
      },
    corrected:
      ({ bank }) =>
      async ({ orderId }: Order, context) => {
        const take = async (): Promise<void> => bank.performOnce(`take from ${orderId}`)
        const isPaid = await context
          .waitForCallback("paid", take, { timeout: { hours: 1 } })
          .then(() => true)
          .catch(onTimeout(false))
        if (isPaid) return "shipped"
        await context.step("pay back", async () => bank.undo(`take from ${orderId}`))
        return "cancelled"
      },
  }),
]
