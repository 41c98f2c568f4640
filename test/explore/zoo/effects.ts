import { randomUUID } from "node:crypto"
import { StepSemantics } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService, FakeStore } from "./fakes.ts"
import { atMostOnce, type Order, order, rethrowUnlessInterrupted } from "./steps.ts"

const semantics = StepSemantics.AtMostOncePerRetry

/** Where the body of a step runs again, or it is not known whether it has. */
export const effects: readonly BugZooEntry[] = [
  bug({
    name: "step that is not idempotent",
    story:
      "The card is charged, and the Lambda dies before that is on record. The next invocation runs " +
      "the step again, and charges the card again.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "paid", observed: { payments: ["charge o-1"] } },
    world: () => ({ payments: new FakeService() }),
    broken:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        await context.step("charge", async () => payments.perform(`charge ${orderId}`))
        return "paid"
      },
    corrected:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        await context.step("charge", async () => payments.performOnce(`charge ${orderId}`, orderId))
        return "paid"
      },
  }),

  bug({
    name: "idempotency key made outside of a step",
    story:
      "There is an idempotency key, but each invocation makes its own, so that the payment service " +
      "takes the second charge for another one.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "paid", observed: { payments: ["charge o-1"] } },
    world: () => ({ payments: new FakeService() }),
    broken:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        const key = randomUUID()
        await context.step("charge", async () => payments.performOnce(`charge ${orderId}`, key))
        return "paid"
      },
    corrected:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        const key = await context.step("key", async () => randomUUID())
        await context.step("charge", async () => payments.performOnce(`charge ${orderId}`, key))
        return "paid"
      },
  }),

  bug({
    name: "idempotency key with the attempt in it",
    story:
      "The key was made unique for each attempt, so that retries get through. They do, also when the " +
      "attempt that was interrupted had got through.",
    tier: "sweep",
    maxSchedules: 50,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "paid", observed: { payments: ["charge o-1"] } },
    world: () => ({ payments: new FakeService() }),
    broken:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        await context.step(
          "charge",
          async ({ attempt }) =>
            payments.performOnce(`charge ${orderId}`, `${orderId} attempt ${attempt}`),
          { semantics },
        )
        return "paid"
      },
    corrected:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        await context.step(
          "charge",
          async () => payments.performOnce(`charge ${orderId}`, orderId),
          { semantics },
        )
        return "paid"
      },
  }),

  bug({
    name: "at-most-once step that is retried",
    story:
      "At most once is meant for each attempt, and by default there are six. An interrupted step is " +
      "an attempt that failed, so the mail goes out again.",
    tier: "sweep",
    maxSchedules: 50,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "sent", observed: { mails: ["mail for o-1"] } },
    world: () => ({ mails: new FakeService() }),
    broken:
      ({ mails }) =>
      async ({ orderId }: Order, context) => {
        await context.step("mail", async () => mails.perform(`mail for ${orderId}`), { semantics })
        return "sent"
      },
    corrected:
      ({ mails }) =>
      async ({ orderId }: Order, context) => {
        await context.step("mail", async () => mails.performOnce(`mail for ${orderId}`, orderId))
        return "sent"
      },
  }),

  bug({
    name: "interruption taken for a refusal",
    story:
      "Whatever the step throws means that the card was declined, also that the step was interrupted " +
      "after the money was taken.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "captured", observed: { payments: ["capture o-1"] } },
    world: () => ({ payments: new FakeService() }),
    broken:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        try {
          await context.step(
            "capture",
            async () => payments.performOnce(`capture ${orderId}`),
            atMostOnce,
          )
          return "captured"
        } catch {
          return "declined"
        }
      },
    corrected:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        const capture = async (): Promise<void> => payments.performOnce(`capture ${orderId}`)
        await context.step("capture", capture, atMostOnce).catch(rethrowUnlessInterrupted)
        await context.step("make sure", capture)
        return "captured"
      },
  }),

  bug({
    name: "number drawn in a step",
    story:
      "Invoices must be numbered without a gap. The step that draws a number runs twice, and a number " +
      "is missing.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "invoice 1", observed: { numbers: { last: 1 } } },
    world: () => ({ numbers: new FakeStore() }),
    broken:
      ({ numbers }) =>
      async (_event, context) => {
        const number = await context.step("draw", async () => numbers.add("last", 1))
        return `invoice ${number}`
      },
    corrected:
      ({ numbers }) =>
      async ({ orderId }: Order, context) => {
        const number = await context.step("draw", async () => numbers.addOnce("last", 1, orderId))
        return `invoice ${number}`
      },
  }),
]
