import { CallbackTimeoutError, type DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "../zoo/bug.ts"
import { FakeService } from "../zoo/fakes.ts"
import { atMostOnce, type Order, order } from "../zoo/steps.ts"

async function collect(context: DurableContext): Promise<void> {
  for (const part of ["read request", "load policy", "find budget", "write summary"]) {
    await context.step(part, async () => part)
  }
}

/** Approvals: people answer, late or never. */
export const approvals: readonly BugZooEntry[] = [
  bug({
    name: "expense that is paid and refused",
    story:
      "What refuses the expense when nobody approves it in time also catches that the payment was " +
      "interrupted.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "paid", observed: { bank: ["pay o-1"] } },
    world: () => ({ bank: new FakeService() }),
    outside: (runner) => {
      runner.completeCallback("manager")
      runner.completeCallback("finance")
    },
    broken:
      ({ bank }) =>
      async ({ orderId }: Order, context) => {
        await collect(context)
        try {
          for (const who of ["manager", "finance"]) {
            await context.waitForCallback(who, async () => {}, { timeout: { hours: 24 } })
          }
          await context.step("pay", async () => bank.performOnce(`pay ${orderId}`), atMostOnce)
          await context.step("archive", async () => "archived")
          return "paid"
        } catch {
          await context.step("refuse", async () => bank.performOnce(`refuse ${orderId}`))
          return "refused"
        }
      },
    corrected:
      ({ bank }) =>
      async ({ orderId }: Order, context) => {
        await collect(context)
        for (const who of ["manager", "finance"]) {
          const isApproved = await context
            .waitForCallback(who, async () => {}, { timeout: { hours: 24 } })
            .then(() => true)
            .catch((error: unknown) => {
              if (error instanceof CallbackTimeoutError) return false
              throw error
            })
          if (isApproved) continue
          await context.step("refuse", async () => bank.performOnce(`refuse ${orderId}`))
          return "refused"
        }
        await context.step("pay", async () => bank.performOnce(`pay ${orderId}`))
        await context.step("archive", async () => "archived")
        return "paid"
      },
  }),

  bug({
    name: "contract that two reviewers sign, with a ticket for each submission",
    story: "Both submitters open a ticket, and a submitter that is interrupted opens another one.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "signed", observed: { tickets: ["legal o-1", "sales o-1"] } },
    world: () => ({ tickets: new FakeService() }),
    outside: (runner) => {
      runner.completeCallback("legal")
      runner.completeCallback("sales")
    },
    broken:
      ({ tickets }) =>
      async ({ orderId }: Order, context) => {
        await collect(context)
        await context.parallel(
          "reviews",
          ["legal", "sales"].map((who) => async (branch: DurableContext) => {
            await branch.waitForCallback(who, async () => tickets.perform(`${who} ${orderId}`))
          }),
        )
        return context.step("file", async () => "signed")
      },
    corrected:
      ({ tickets }) =>
      async ({ orderId }: Order, context) => {
        await collect(context)
        await context.parallel(
          "reviews",
          ["legal", "sales"].map((who) => async (branch: DurableContext) => {
            await branch.waitForCallback(who, async () => tickets.performOnce(`${who} ${orderId}`))
          }),
        )
        return context.step("file", async () => "signed")
      },
  }),
]
