import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService, FakeStore } from "./fakes.ts"

interface Shopping {
  readonly budget: number
  readonly items: string[]
}

/** Where branches that run side by side use the same thing. */
export const sharedState: readonly BugZooEntry[] = [
  bug({
    name: "budget shared between parallel branches",
    story:
      "Each branch takes its price from a common budget. A replay lets the branches come in another " +
      "order, so that after a crash a second one is paid from money that is spent.",
    tier: "always-replay",
    maxSchedules: 50,
    invariant: "crash-refinement",
    input: { budget: 100, items: ["desk", "chair"] } satisfies Shopping,
    plain: { result: "done", observed: { shop: ["desk"] } },
    world: () => ({ shop: new FakeService() }),
    broken:
      ({ shop }) =>
      async ({ budget, items }: Shopping, context) => {
        let left = budget
        await context.map("shopping", items, async (child, item) => {
          const price = await child.step(`price of ${item}`, async () => 60)
          if (price > left) return
          left -= price
          await child.step(`buy ${item}`, async () => shop.performOnce(item))
        })
        return "done"
      },
    corrected:
      ({ shop }) =>
      async ({ budget, items }: Shopping, context) => {
        const prices = await context.map("prices", items, async (child, item) =>
          child.step(`price of ${item}`, async () => 60),
        )
        let left = budget
        for (const [index, price] of prices.getResults().entries()) {
          if (price > left) continue
          left -= price
          await context.step(`buy ${items[index]}`, async () => {
            shop.performOnce(items[index] ?? "nothing")
          })
        }
        return "done"
      },
  }),

  bug({
    name: "wait used as a lock",
    story:
      "The switch to the new index waits ten minutes, since an import has never taken longer. One " +
      "day it does.",
    tier: "orders",
    maxSchedules: 50,
    invariant: "confluence",
    plain: { result: "deployed", observed: { search: { index: "new", live: "new" } } },
    world: () => ({ search: new FakeStore({ index: "old" }) }),
    broken:
      ({ search }) =>
      async (_event, context) => {
        await context.parallel("deploy", [
          async (child: DurableContext) => {
            await child.step("export", async () => {})
            await child.step("import", async () => search.put("index", "new"))
          },
          async (child: DurableContext) => {
            await child.wait("until the import is over", { minutes: 10 })
            await child.step("switch", async () => search.put("live", search.get("index") ?? ""))
          },
        ])
        return "deployed"
      },
    corrected:
      ({ search }) =>
      async (_event, context) => {
        await context.step("export", async () => {})
        await context.step("import", async () => search.put("index", "new"))
        await context.step("switch", async () => search.put("live", search.get("index") ?? ""))
        return "deployed"
      },
  }),

  bug({
    name: "lost update between parallel branches",
    story:
      "Both branches read the balance, add to it and write it back. The test has them one after the " +
      "other; in production the second read comes before the first write, and a deposit is gone.",
    tier: "sweep",
    maxSchedules: 800,
    invariant: "confluence",
    plain: { result: "booked", observed: { accounts: { balance: 115 } } },
    world: () => ({ accounts: new FakeStore({ balance: 100 }) }),
    broken:
      ({ accounts }) =>
      async (_event, context) => {
        const deposit = async (child: DurableContext, amount: number): Promise<void> => {
          const balance = await child.step("read", async () => accounts.count("balance"))
          await child.step("write", async () => accounts.put("balance", balance + amount))
        }
        await context.parallel("deposits", [
          async (child: DurableContext) => deposit(child, 10),
          async (child: DurableContext) => {
            await child.step("check voucher", async () => {})
            await child.step("convert", async () => {})
            await deposit(child, 5)
          },
        ])
        return "booked"
      },
    corrected:
      ({ accounts }) =>
      async (_event, context) => {
        await context.parallel("deposits", [
          async (child: DurableContext) =>
            child.step("add", async () => accounts.addOnce("balance", 10, "cash")),
          async (child: DurableContext) => {
            await child.step("check voucher", async () => {})
            await child.step("convert", async () => {})
            await child.step("add", async () => accounts.addOnce("balance", 5, "voucher"))
          },
        ])
        return "booked"
      },
  }),

  bug({
    name: "result of a step changed by two branches",
    story:
      "The cart is loaded once; one branch takes the discount off, the other decides on free " +
      "shipping from what it finds. Invoice and answer disagree after a crash.",
    tier: "sweep",
    maxSchedules: 400,
    invariant: "crash-refinement",
    plain: { result: 45, observed: { invoices: ["invoice over 45"] } },
    world: () => ({ invoices: new FakeService() }),
    broken:
      ({ invoices }) =>
      async (_event, context) => {
        const cart = await context.step("load cart", async () => ({ total: 60, shipping: 0 }))
        await Promise.all([
          context.step("voucher", async () => 20).then((discount) => (cart.total -= discount)),
          context
            .step("carrier", async () => 5)
            .then((fee) => {
              cart.shipping = cart.total > 50 ? 0 : fee
            }),
        ])
        const sum = cart.total + cart.shipping
        await context.step("invoice", async () => invoices.performOnce(`invoice over ${sum}`))
        return sum
      },
    corrected:
      ({ invoices }) =>
      async (_event, context) => {
        const cart = await context.step("load cart", async () => ({ total: 60 }))
        const [discount, fee] = await Promise.all([
          context.step("voucher", async () => 20),
          context.step("carrier", async () => 5),
        ])
        const total = cart.total - discount
        const sum = total > 50 ? total : total + fee
        await context.step("invoice", async () => invoices.performOnce(`invoice over ${sum}`))
        return sum
      },
  }),
]
