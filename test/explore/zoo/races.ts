import { CallbackTimeoutError } from "@aws/durable-execution-sdk-js"
import { bug, type BugZooEntry } from "./bug.ts"
import { FakeService } from "./fakes.ts"
import { type Order, order } from "./steps.ts"

interface Laps {
  readonly laps: readonly { readonly runner: string; readonly seconds: number }[]
}

/** Where it matters what settles first. */
export const races: readonly BugZooEntry[] = [
  bug({
    name: "winner of Promise.race decides the next operation",
    story:
      "Two carriers are asked, and the one that answers first is booked. After a crash both answers " +
      "are on record and the race goes to the first of the array, which is another one.",
    tier: "sweep",
    maxSchedules: 400,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "dhl", observed: { carriers: ["dhl fetches o-1"] } },
    world: () => ({ carriers: new FakeService() }),
    broken:
      ({ carriers }) =>
      async ({ orderId }: Order, context) => {
        const carrier = await Promise.race([
          context.step("ask dhl", async () => "dhl"),
          context.step("ask ups", async () => "ups"),
        ])
        await context.step(`book ${carrier}`, async () => {
          carriers.performOnce(`${carrier} fetches ${orderId}`)
        })
        return carrier
      },
    corrected:
      ({ carriers }) =>
      async ({ orderId }: Order, context) => {
        const first = await context.promise.race("first answer", [
          context.step("ask dhl", async () => "dhl"),
          context.step("ask ups", async () => "ups"),
        ])
        // The SDK goes on before the result of the race is recorded; that of a step it waits for.
        const carrier = await context.step("decide", async () => first)
        await context.step(`book ${carrier}`, async () => {
          carriers.performOnce(`${carrier} fetches ${orderId}`)
        })
        return carrier
      },
  }),

  bug({
    name: "winner of Promise.any is used twice",
    story:
      "Traffic goes to the mirror that was uploaded first, and customers are told its name. A crash " +
      "in between, and they are told the other name. The names of the steps are the same, so the " +
      "SDK sees nothing.",
    tier: "sweep",
    maxSchedules: 400,
    invariant: "crash-refinement",
    plain: { result: "eu", observed: { cdn: ["traffic to eu"], mails: ["use eu"] } },
    world: () => ({ cdn: new FakeService(), mails: new FakeService() }),
    broken:
      ({ cdn, mails }) =>
      async (_event, context) => {
        const mirror = await Promise.any([
          context.step("upload to eu", async () => "eu"),
          context.step("upload to us", async () => "us"),
        ])
        await context.step("switch", async () => cdn.performOnce(`traffic to ${mirror}`))
        await context.step("tell", async () => mails.performOnce(`use ${mirror}`))
        return mirror
      },
    corrected:
      ({ cdn, mails }) =>
      async (_event, context) => {
        const first = await context.promise.any("first upload", [
          context.step("upload to eu", async () => "eu"),
          context.step("upload to us", async () => "us"),
        ])
        const mirror = await context.step("decide", async () => first)
        await context.step("switch", async () => cdn.performOnce(`traffic to ${mirror}`))
        await context.step("tell", async () => mails.performOnce(`use ${mirror}`))
        return mirror
      },
  }),

  bug({
    name: "wait raced against an approval",
    story:
      "Nobody approves within a day, so the order is cancelled; the approval comes while that is " +
      "done. A replay finds both, and ships what was cancelled.",
    tier: "systematic",
    maxSchedules: 800,
    invariant: "crash-refinement",
    input: order,
    plain: { result: "approved", observed: { orders: ["ship o-1"] } },
    world: () => ({ orders: new FakeService() }),
    outside: (runner) => runner.completeCallback("approve"),
    broken:
      ({ orders }) =>
      async ({ orderId }: Order, context) => {
        const [approval] = await context.createCallback("approve")
        const outcome = await Promise.race([
          approval.then(() => "approved"),
          context.wait("deadline", { hours: 24 }).then(() => "expired"),
        ])
        const action = outcome === "approved" ? "ship" : "cancel"
        await context.step(action, async () => orders.performOnce(`${action} ${orderId}`))
        return outcome
      },
    corrected:
      ({ orders }) =>
      async ({ orderId }: Order, context) => {
        const [approval] = await context.createCallback("approve", { timeout: { hours: 24 } })
        const outcome = await approval
          .then(() => "approved")
          .catch((error: unknown) => {
            if (error instanceof CallbackTimeoutError) return "expired"
            throw error
          })
        const action = outcome === "approved" ? "ship" : "cancel"
        await context.step(action, async () => orders.performOnce(`${action} ${orderId}`))
        return outcome
      },
  }),

  bug({
    name: "first of two callbacks decides",
    story:
      "Finance says no, and that is written down. Meanwhile the manager says yes. A replay finds both " +
      "answers, and takes that of the manager.",
    tier: "random",
    maxSchedules: 800,
    invariant: "crash-refinement",
    plain: { result: "yes", observed: { records: ["yes"] } },
    world: () => ({ records: new FakeService() }),
    outside: (runner) => {
      runner.completeCallback("manager", "yes")
      runner.completeCallback("finance", "no")
    },
    broken:
      ({ records }) =>
      async (_event, context) => {
        const [manager] = await context.createCallback("manager")
        const [finance] = await context.createCallback("finance")
        const verdict = await Promise.race([manager, finance])
        await context.step("record", async () => records.performOnce(verdict))
        return verdict
      },
    corrected:
      ({ records }) =>
      async (_event, context) => {
        const [manager] = await context.createCallback("manager")
        const [finance] = await context.createCallback("finance")
        const first = await context.promise.race("first answer", [manager, finance])
        const verdict = await context.step("decide", async () => first)
        await context.step("record", async () => records.performOnce(verdict))
        return verdict
      },
  }),

  bug({
    name: "order of settling taken for the order of finishing",
    story:
      "The prize goes to the result that was handled first. Which one that is depends on the " +
      "checkpoints, not on the race.",
    tier: "sweep",
    maxSchedules: 25,
    invariant: "confluence",
    input: {
      laps: [
        { runner: "ann", seconds: 61 },
        { runner: "bob", seconds: 64 },
      ],
    } satisfies Laps,
    plain: { result: "ann", observed: {} },
    world: () => ({}),
    broken:
      () =>
      async ({ laps }: Laps, context) => {
        const finished: string[] = []
        await Promise.allSettled(
          laps.map(async ({ runner, seconds }) => {
            await context.step(`time of ${runner}`, async () => seconds)
            finished.push(runner)
          }),
        )
        return finished[0]
      },
    corrected:
      () =>
      async ({ laps }: Laps, context) => {
        const times = await Promise.all(
          laps.map(async ({ runner, seconds }) =>
            context.step(`time of ${runner}`, async () => seconds),
          ),
        )
        return laps[times.indexOf(Math.min(...times))]?.runner
      },
  }),
]
