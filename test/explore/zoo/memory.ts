import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService, FakeStore } from "./fakes.ts"
import { noRetry, type Order, order } from "./steps.ts"

interface Amount {
  readonly dollars: number
}

interface Cart {
  readonly items: readonly { readonly name: string; readonly price: number }[]
}

/** Where variables hold what a replay does not bring back, or what it should not find. */
export const memory: readonly BugZooEntry[] = [
  bug({
    name: "accumulator outside of steps",
    story:
      "The bodies of the steps add to a total. A replay does not run those that are on record, so the " +
      "invoice is too low.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: {
      items: [
        { name: "desk", price: 60 },
        { name: "chair", price: 40 },
      ],
    } satisfies Cart,
    plain: { result: 100, observed: { payments: ["chair", "desk"] } },
    world: () => ({ payments: new FakeService() }),
    broken:
      ({ payments }) =>
      async ({ items }: Cart, context) => {
        let total = 0
        for (const { name, price } of items) {
          await context.step(`charge ${name}`, async () => {
            payments.performOnce(name)
            total += price
          })
        }
        return total
      },
    corrected:
      ({ payments }) =>
      async ({ items }: Cart, context) => {
        let total = 0
        for (const { name, price } of items) {
          total += await context.step(`charge ${name}`, async () => {
            payments.performOnce(name)
            return price
          })
        }
        return total
      },
  }),

  bug({
    name: "flag set in a step",
    story:
      "The step notes in a variable that the customer knows. On a replay the step is on record and the " +
      "variable is not, and the case goes to the manager.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "closed", observed: { mails: ["tell o-1"] } },
    world: () => ({ mails: new FakeService() }),
    broken:
      ({ mails }) =>
      async ({ orderId }: Order, context) => {
        let isTold = false
        await context.step("tell", async () => {
          mails.performOnce(`tell ${orderId}`)
          isTold = true
        })
        if (!isTold) await context.step("escalate", async () => mails.performOnce("escalate"))
        return context.step("close", async () => "closed")
      },
    corrected:
      ({ mails }) =>
      async ({ orderId }: Order, context) => {
        const isTold = await context.step("tell", async () => {
          mails.performOnce(`tell ${orderId}`)
          return true
        })
        if (!isTold) await context.step("escalate", async () => mails.performOnce("escalate"))
        return context.step("close", async () => "closed")
      },
  }),

  bug({
    name: "dedupe set in module memory",
    story:
      "The module remembers which orders it has seen. The next invocation of the same execution takes " +
      "its own order for a duplicate, and ends.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "shipped", observed: { parcels: ["ship o-1"] } },
    world: () => ({ parcels: new FakeService(), claims: new FakeStore() }),
    observe: ({ parcels }) => ({ parcels: parcels.state }),
    hasModuleState: true,
    broken: ({ parcels }) => {
      const seen = new Set<string>()
      return async ({ orderId }: Order, context) => {
        if (seen.has(orderId)) return "duplicate"
        seen.add(orderId)
        await context.step("ship", async () => parcels.performOnce(`ship ${orderId}`))
        return "shipped"
      }
    },
    corrected:
      ({ parcels, claims }) =>
      async ({ orderId }: Order, context) => {
        const { durableExecutionArn } = context.executionContext
        const owner = await context.step("claim", async () =>
          claims.putIfAbsent(orderId, durableExecutionArn),
        )
        if (owner !== durableExecutionArn) return "duplicate"
        await context.step("ship", async () => parcels.performOnce(`ship ${orderId}`))
        return "shipped"
      },
  }),

  bug({
    name: "step skipped because module memory has its result",
    story:
      "The rate is loaded once for each container. A replay in a warm one skips the step, and asks for " +
      "the charge where the rate is on record.",
    tier: "sweep",
    maxSchedules: 100,
    invariant: "replay-determinism",
    input: { dollars: 50 } satisfies Amount,
    plain: { result: 45, observed: { payments: ["charge 45"] } },
    world: () => ({ payments: new FakeService() }),
    hasModuleState: true,
    broken: ({ payments }) => {
      let rate: number | undefined
      return async ({ dollars }: Amount, context) => {
        rate ??= await context.step("load rate", async () => 0.9)
        const euros = dollars * rate
        await context.step("charge", async () => payments.performOnce(`charge ${euros}`))
        return euros
      }
    },
    corrected:
      ({ payments }) =>
      async ({ dollars }: Amount, context) => {
        const rate = await context.step("load rate", async () => 0.9)
        const euros = dollars * rate
        await context.step("charge", async () => payments.performOnce(`charge ${euros}`))
        return euros
      },
  }),

  bug({
    name: "session opened by whoever needs it first",
    story:
      "The module logs in on first use and keeps the session. A replay in a cold container logs in " +
      "anew, and the upload that the old session began cannot be finished.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    plain: { result: "uploaded", observed: { isCommitted: true } },
    world: () => ({ storage: new FakeStore({ sessions: 0 }) }),
    // A session too many does no harm.
    observe: ({ storage }) => ({ isCommitted: storage.get("committed") === "yes" }),
    hasModuleState: true,
    broken: ({ storage }) => {
      let session: number | undefined
      return async (_event, context) => {
        session ??= storage.add("sessions", 1)
        const own = session
        await context.step("upload", async () => storage.put("uploaded by", own))
        await context.step("commit", async () => commit(storage, own), noRetry)
        return "uploaded"
      }
    },
    corrected:
      ({ storage }) =>
      async (_event, context) => {
        const session = await context.step("log in", async () => storage.add("sessions", 1))
        await context.step("upload", async () => storage.put("uploaded by", session))
        await context.step("commit", async () => commit(storage, session), noRetry)
        return "uploaded"
      },
  }),
]

function commit(storage: FakeStore, session: number): void {
  if (storage.get("uploaded by") !== session) throw new Error(`session ${session} has no upload`)
  storage.put("committed", "yes")
}
