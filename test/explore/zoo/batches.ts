import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "./bug.ts"
import { FakeQueue, FakeService } from "./fakes.ts"
import { atMostOnce } from "./steps.ts"

interface Mailing {
  readonly customers: string[]
}

interface Hotel {
  readonly name: string
  readonly opensInSeconds: number
}

const customers = ["ann", "bob"]

const hotels: Hotel[] = [
  { name: "ritz", opensInSeconds: 0 },
  { name: "plaza", opensInSeconds: 30 },
]

async function ask(child: DurableContext, { name, opensInSeconds }: Hotel): Promise<string> {
  if (opensInSeconds > 0) await child.wait("until it opens", { seconds: opensInSeconds })
  return child.step(`ask ${name}`, async () => name)
}

/** Where many things are done at once, or one thing until it is so. */
export const batches: readonly BugZooEntry[] = [
  bug({
    name: "list filled by the branches of a map",
    story:
      "Each branch adds to a list in the order in which it ends. Once the map is on record its " +
      "branches do not run again, and the list is empty.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: { customers } satisfies Mailing,
    plain: { result: 2, observed: { log: ["sent to ann, bob"] } },
    world: () => ({ log: new FakeService() }),
    broken:
      ({ log }) =>
      async (event: Mailing, context) => {
        const sent: string[] = []
        await context.map("mails", event.customers, async (child, customer) => {
          await child.step(`mail ${customer}`, async () => {})
          sent.push(customer)
        })
        await context.step("log", async () => log.performOnce(`sent to ${sent.join(", ")}`))
        return sent.length
      },
    corrected:
      ({ log }) =>
      async (event: Mailing, context) => {
        const mails = await context.map("mails", event.customers, async (child, customer) =>
          child.step(`mail ${customer}`, async () => customer),
        )
        const sent = mails.getResults()
        await context.step("log", async () => log.performOnce(`sent to ${sent.join(", ")}`))
        return sent.length
      },
  }),

  bug({
    name: "stragglers of a batch that completes early",
    story:
      "One room is enough, so the map is content with one success. The branches that are still under " +
      "way book theirs too.",
    tier: "orders",
    maxSchedules: 50,
    invariant: "confluence",
    plain: { result: "booked", observed: 1 },
    world: () => ({ rooms: new FakeService() }),
    // Which hotel it is may depend on who answers first.
    observe: ({ rooms }) => Object.keys(rooms.state).length,
    broken:
      ({ rooms }) =>
      async (_event, context) => {
        await context.map(
          "book",
          hotels,
          async (child, hotel) => {
            const name = await ask(child, hotel)
            await child.step(`book ${name}`, async () => rooms.performOnce(`room at ${name}`))
          },
          { completionConfig: { minSuccessful: 1 } },
        )
        return "booked"
      },
    corrected:
      ({ rooms }) =>
      async (_event, context) => {
        const answers = await context.map(
          "ask",
          hotels,
          async (child, hotel) => ask(child, hotel),
          {
            completionConfig: { minSuccessful: 1 },
          },
        )
        // The SDK goes on before the result of the map is recorded; that of a step it waits for.
        const name = await context.step("decide", async () => answers.getResults()[0])
        await context.step("book", async () => rooms.performOnce(`room at ${name}`))
        return "booked"
      },
  }),

  bug({
    name: "failures of a batch that nobody looks at",
    story:
      "Mails go out at most once, and a failure is tolerated, since a wrong address must not stop the " +
      "others. An interrupted step is a failure, and nobody hears of the customer without a mail.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: { customers } satisfies Mailing,
    plain: { result: "all sent", observed: { mails: ["mail to ann", "mail to bob"] } },
    world: () => ({ mails: new FakeService() }),
    broken:
      ({ mails }) =>
      async (event: Mailing, context) => {
        await context.map(
          "mails",
          event.customers,
          async (child, customer) =>
            child.step("mail", async () => mails.perform(`mail to ${customer}`), atMostOnce),
          { completionConfig: { toleratedFailurePercentage: 100 } },
        )
        return "all sent"
      },
    corrected:
      ({ mails }) =>
      async (event: Mailing, context) => {
        const sent = await context.map(
          "mails",
          event.customers,
          async (child, customer) =>
            child.step("mail", async () => mails.performOnce(`mail to ${customer}`)),
          { completionConfig: { toleratedFailurePercentage: 100 } },
        )
        return sent.hasFailure ? `${sent.failureCount} not sent` : "all sent"
      },
  }),

  bug({
    name: "error swallowed in a parallel branch",
    story:
      "A price that cannot be had counts as nothing, so that the page still shows. An interrupted step " +
      "has no price either, and the invoice is too low.",
    tier: "always-replay",
    maxSchedules: 25,
    invariant: "crash-refinement",
    plain: { result: 100, observed: { invoices: ["invoice over 100"] } },
    world: () => ({ invoices: new FakeService() }),
    broken:
      ({ invoices }) =>
      async (_event, context) => {
        const prices = await context.parallel<number>("prices", [
          async (child) => child.step("desk", async () => 60, atMostOnce).catch(() => 0),
          async (child) => child.step("chair", async () => 40, atMostOnce).catch(() => 0),
        ])
        const sum = prices.getResults().reduce((total, price) => total + price, 0)
        await context.step("invoice", async () => invoices.performOnce(`invoice over ${sum}`))
        return sum
      },
    corrected:
      ({ invoices }) =>
      async (_event, context) => {
        const prices = await context.parallel<number>("prices", [
          async (child) => child.step("desk", async () => 60),
          async (child) => child.step("chair", async () => 40),
        ])
        prices.throwIfError()
        const sum = prices.getResults().reduce((total, price) => total + price, 0)
        await context.step("invoice", async () => invoices.performOnce(`invoice over ${sum}`))
        return sum
      },
  }),

  bug({
    name: "poll that consumes what it finds",
    story:
      "The condition takes the message from the queue. The Lambda dies before the message is on " +
      "record, and the next poll finds an empty queue.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    plain: { result: "reply 1", observed: { queue: [] } },
    world: () => ({ queue: new FakeQueue(["reply 1"]) }),
    broken:
      ({ queue }) =>
      async (_event, context) => {
        const reply = await context.waitForCondition<string | null>(
          "reply",
          async (state) => queue.take() ?? state,
          { initialState: null, waitStrategy: untilThereOrThrice },
        )
        return reply ?? "nobody replied"
      },
    corrected:
      ({ queue }) =>
      async (_event, context) => {
        const reply = await context.waitForCondition<string | null>(
          "reply",
          async (state) => queue.peek() ?? state,
          { initialState: null, waitStrategy: untilThereOrThrice },
        )
        if (reply === null) return "nobody replied"
        await context.step("acknowledge", async () => queue.remove(reply))
        return reply
      },
  }),
]

type Poll = { shouldContinue: false } | { shouldContinue: true; delay: { minutes: number } }

function untilThereOrThrice(state: string | null, attempt: number): Poll {
  if (state !== null || attempt >= 3) return { shouldContinue: false }
  return { shouldContinue: true, delay: { minutes: 1 } }
}
