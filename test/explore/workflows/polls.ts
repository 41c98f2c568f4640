import { StepSemantics, type DurableContext } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "../zoo/bug.ts"
import { FakeService, FakeStore } from "../zoo/fakes.ts"
import { type Order, order } from "../zoo/steps.ts"

async function pollUntilDone(context: DurableContext): Promise<void> {
  for (let round = 1; round <= 4; round++) {
    const isDone = await context.step(`poll ${round}`, async () => round === 4)
    if (isDone) return
    await context.wait(`pause ${round}`, { seconds: 30 })
  }
}

async function publish(context: DurableContext): Promise<void> {
  for (const part of ["download", "check", "publish"]) await context.step(part, async () => part)
}

const reminders = ["reminder 1 for o-1", "reminder 30 for o-1", "reminder 7 for o-1"]

const retried = {
  semantics: StepSemantics.AtMostOncePerRetry,
  retryStrategy: (_error: Error, attempt: number) =>
    attempt < 4
      ? { shouldRetry: true as const, delay: { seconds: 5 } }
      : { shouldRetry: false as const },
}

/** Polls and retries: the same again, until it has worked. */
export const polls: readonly BugZooEntry[] = [
  bug({
    name: "rendering that is started twice",
    story: "The job has no client token. The crash after its start begins another one.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "published", observed: { jobs: ["render o-1"] } },
    world: () => ({ jobs: new FakeService() }),
    broken:
      ({ jobs }) =>
      async ({ orderId }: Order, context) => {
        await context.step("start", async () => jobs.perform(`render ${orderId}`))
        await pollUntilDone(context)
        await publish(context)
        return "published"
      },
    corrected:
      ({ jobs }) =>
      async ({ orderId }: Order, context) => {
        await context.step("start", async () => jobs.performOnce(`render ${orderId}`))
        await pollUntilDone(context)
        await publish(context)
        return "published"
      },
  }),

  bug({
    name: "export that gives its slot back in finally",
    story: "The slot is given back by code that is no step, and a replay gives it back again.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "exported", observed: { slots: { free: 3 } } },
    world: () => ({ slots: new FakeStore({ free: 3 }) }),
    broken:
      ({ slots }) =>
      async ({ orderId }: Order, context) => {
        await context.step("take slot", async () => slots.addOnce("free", -1, `take ${orderId}`))
        try {
          await pollUntilDone(context)
        } finally {
          slots.add("free", 1)
        }
        await context.step("report", async () => "reported")
        return "exported"
      },
    corrected:
      ({ slots }) =>
      async ({ orderId }: Order, context) => {
        await context.step("take slot", async () => slots.addOnce("free", -1, `take ${orderId}`))
        try {
          await pollUntilDone(context)
        } finally {
          await context.step("give back", async () => slots.addOnce("free", 1, `give ${orderId}`))
        }
        await context.step("report", async () => "reported")
        return "exported"
      },
  }),

  bug({
    name: "payment that is retried under a key of each attempt",
    story: "The bank is unsure twice, and each attempt has a key of its own.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "published", observed: { payments: ["charge o-1"] } },
    world: () => ({ payments: new FakeService() }),
    broken:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        await publish(context)
        await context.step(
          "charge",
          async ({ attempt }) => {
            if (attempt < 3) throw new Error("The bank is busy.")
            payments.performOnce(`charge ${orderId}`, `${orderId}/${attempt}`)
          },
          retried,
        )
        await pollUntilDone(context)
        return "published"
      },
    corrected:
      ({ payments }) =>
      async ({ orderId }: Order, context) => {
        await publish(context)
        await context.step(
          "charge",
          async ({ attempt }) => {
            if (attempt < 3) throw new Error("The bank is busy.")
            payments.performOnce(`charge ${orderId}`)
          },
          retried,
        )
        await pollUntilDone(context)
        return "published"
      },
  }),

  bug({
    name: "reminders that go out at most once, and are retried",
    story: "At most once is meant for one attempt, and the strategy allows four.",
    tier: "sweep",
    maxSchedules: 1_000,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "reminded", observed: { mails: reminders } },
    world: () => ({ mails: new FakeService() }),
    broken:
      ({ mails }) =>
      async ({ orderId }: Order, context) => {
        await publish(context)
        for (const days of [1, 7, 30]) {
          await context.wait(`until day ${days}`, { days })
          const mail = `reminder ${days} for ${orderId}`
          await context.step(mail, async () => mails.perform(mail), retried)
        }
        return "reminded"
      },
    corrected:
      ({ mails }) =>
      async ({ orderId }: Order, context) => {
        await publish(context)
        for (const days of [1, 7, 30]) {
          await context.wait(`until day ${days}`, { days })
          const mail = `reminder ${days} for ${orderId}`
          await context.step(mail, async () => mails.performOnce(mail), retried)
        }
        return "reminded"
      },
  }),
]
