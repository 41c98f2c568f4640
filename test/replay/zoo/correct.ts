import { randomBytes, randomUUID } from "node:crypto"
import { BatchItemStatus, type DurableContext, StepSemantics } from "@aws/durable-execution-sdk-js"
import { correctOutcomes } from "./correct-outcomes.ts"
import type { Correct } from "./zoo.ts"

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }

/** What differs in a replay and is never asked for again. */
const neverAskedForAgain: readonly Correct[] = [
  {
    name: "result with the time in it",
    make: () => async (_event, context: DurableContext) => {
      await context.step("work", async () => 1)
      return { finishedAt: new Date().toISOString() }
    },
  },
  {
    name: "input of an invoke with a random id",
    make: () => async (_event, context: DurableContext) => {
      const id = randomUUID()
      return context.invoke("charge", "payments", { id })
    },
  },
]

/** What is random or depends on the time, and is recorded. */
const recordedSurroundings: readonly Correct[] = [
  {
    name: "clock read in a step",
    make: () => async (_event, context: DurableContext) => {
      const now = await context.step("now", async () => Date.now())
      return context.step(`report ${now}`, async () => now)
    },
  },
  {
    name: "random id drawn in a step",
    make: () => async (_event, context: DurableContext) => {
      const id = await context.step("id", async () => randomUUID())
      return context.invoke("charge", "payments", { id })
    },
  },
  {
    name: "branch on a random number drawn in a step",
    make: () => async (_event, context: DurableContext) => {
      const isHeads = await context.step("toss", async () => Math.random() < 0.5)
      return isHeads ? context.step("heads", async () => 1) : context.step("tails", async () => 2)
    },
  },
  {
    name: "clock and chance that are only logged",
    make: () => async (_event, context: DurableContext) => {
      const started = performance.now()
      context.logger.debug("token", { token: randomBytes(4).toString("hex"), at: new Date() })
      const result = await context.step("work", async () => 1)
      context.logger.debug("took", { ms: performance.now() - started })
      return result
    },
  },
  {
    name: "retries with jitter",
    make: () => async (_event, context: DurableContext) => {
      let calls = 0
      return context.step("flaky", async () => {
        if (++calls < 2) throw new Error("again")
        return calls
      })
    },
  },
  {
    name: "target of an invoke from the environment",
    make: () => async (_event, context: DurableContext) =>
      context.invoke("pay", process.env["PAYMENTS_FUNCTION"] ?? "payments", { amount: 3 }),
  },
  {
    name: "environment read in a step",
    make: () => async (_event, context: DurableContext) => {
      const stage = await context.step("stage", async () => process.env["STAGE"] ?? "test")
      return context.step(`deploy to ${stage}`, async () => stage)
    },
  },
  {
    name: "wait until a moment worked out in a step",
    make: () => async (event: { until: number }, context: DurableContext) => {
      const seconds = await context.step("seconds", async () =>
        Math.ceil((event.until - Date.now()) / 1_000),
      )
      await context.wait("until", { seconds })
    },
    input: { until: Date.UTC(2026, 0, 2) },
  },
]

/** Where the order of things seems to matter. */
const orders: readonly Correct[] = [
  {
    name: "context.promise.race",
    make: () => async (_event, context: DurableContext) => {
      const winner = await context.promise.race("race", [
        context.step("slow", async () => "slow"),
        context.step("fast", async () => "fast"),
      ])
      return context.step(`use ${winner}`, async () => winner)
    },
  },
  {
    name: "context.promise.any of steps of which one fails",
    make: () => async (_event, context: DurableContext) => {
      const winner = await context.promise.any("any", [
        context.step("bad", async () => Promise.reject(new Error("no")), noRetry),
        context.step("good", async () => "good"),
        context.step("fine", async () => "fine"),
      ])
      return context.step(`use ${winner}`, async () => winner)
    },
  },
  {
    name: "parallel that is content with the first",
    make: () => async (_event, context: DurableContext) => {
      const result = await context.parallel(
        "first of",
        [
          async (child: DurableContext) => child.step("a", async () => "a"),
          async (child: DurableContext) => child.step("b", async () => "b"),
        ],
        { completionConfig: { minSuccessful: 1 } },
      )
      return context.step(`got ${result.getResults().join()}`, async () => 1)
    },
  },
  {
    name: "parallel waits of different length",
    make: () => async (_event, context: DurableContext) => {
      const result = await context.parallel("all", [
        async (child: DurableContext) => {
          await child.wait({ seconds: 20 })
          return child.step("late", async () => "late")
        },
        async (child: DurableContext) => {
          await child.wait({ seconds: 10 })
          return child.step("early", async () => "early")
        },
      ])
      return result.getResults()
    },
  },
  {
    name: "map with few at a time",
    make: () => async (event: { items: number[] }, context: DurableContext) => {
      const result = await context.map(
        "items",
        event.items,
        async (child, item, index) => {
          if (index % 2 === 0) await child.wait({ seconds: item })
          return child.step(`item ${item}`, async () => item * 2)
        },
        { maxConcurrency: 2 },
      )
      return result.all.map(({ status }) => status === BatchItemStatus.SUCCEEDED)
    },
    input: { items: [5, 1, 3, 2] },
  },
  {
    name: "map that tolerates a failure",
    make: () => async (event: { items: number[] }, context: DurableContext) => {
      const result = await context.map(
        "items",
        event.items,
        async (child, item) =>
          child.step(
            `item ${item}`,
            async () => {
              if (item === 2) throw new Error("two")
              return item
            },
            noRetry,
          ),
        { completionConfig: { toleratedFailureCount: 1 } },
      )
      return context.step(`failed ${result.failureCount}`, async () => 1)
    },
    input: { items: [1, 2, 3] },
  },
  {
    name: "Promise.all over steps, with a set of their results",
    make: () => async (_event, context: DurableContext) => {
      const results = await Promise.all(
        ["b", "a"].map((name) => context.step(name, async () => name)),
      )
      const seen = new Set(results)
      for (const name of seen) await context.step(`ship ${name}`, async () => name)
    },
  },
  {
    name: "Promise.race of one",
    make: () => async (_event, context: DurableContext) => {
      const racers = [context.step("only", async () => "only")]
      const only = await Promise.race(racers)
      return context.step(`use ${only}`, async () => only)
    },
  },
  {
    name: "step that nobody awaits before the end",
    make: () => async (_event, context: DurableContext) => {
      const later = context.step("later", async () => 1)
      await context.wait("pause", { seconds: 5 })
      return (await later) + 1
    },
  },
  {
    name: "pause outside of a step that decides nothing",
    make: () => async (_event, context: DurableContext) => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return context.step("after a pause", async () => 1)
    },
  },
]

/** Where something lives outside of the recorded results and makes no difference. */
const states: readonly Correct[] = [
  {
    name: "cache of a pure function outside of the handler",
    make: () => {
      const squares = new Map<number, number>()
      return async (_event, context: DurableContext) => {
        const square = squares.get(7) ?? 49
        squares.set(7, square)
        return context.step(`square ${square}`, async () => square)
      }
    },
  },
  {
    name: "counter outside of the handler that is only logged",
    make: () => {
      let calls = 0
      return async (_event, context: DurableContext) => {
        context.logger.debug(`call ${++calls}`)
        return context.step("work", async () => 1)
      }
    },
  },
  {
    name: "event changed the same way each time",
    make: () => async (event: { items: string[] }, context: DurableContext) => {
      event.items.push("gift")
      event.items.sort()
      for (const item of event.items) await context.step(`item ${item}`, async () => item)
      return event.items
    },
    input: { items: ["book"] },
  },
  {
    name: "variable written from the result of a step",
    make: () => async (_event, context: DurableContext) => {
      let total = 0
      for (const price of [3, 4]) total += await context.step(`add ${price}`, async () => price)
      await context.wait("pause", { seconds: total })
      return total
    },
  },
  {
    name: "serdes that makes instances of a class",
    make: () => {
      class Money {
        readonly cents: number
        constructor(cents: number) {
          this.cents = cents
        }
      }
      const serdes = {
        serialize: async (money: Money | undefined) => JSON.stringify(money),
        deserialize: async (data: string | undefined) =>
          new Money((JSON.parse(data ?? "{}") as { cents: number }).cents),
      }
      return async (_event, context: DurableContext) => {
        const price = await context.step("price", async () => new Money(250), { serdes })
        if (!(price instanceof Money)) await context.step("repair", async () => 1)
        return context.step(`keys ${Object.keys(price).join()}`, async () => price.cents)
      }
    },
  },
  {
    name: "large result of a child context, rebuilt at replay",
    make: () => async (_event, context: DurableContext) => {
      const text = await context.runInChildContext("large", async (child) => {
        const part = await child.step("part", async () => "x".repeat(1_000))
        return part.repeat(300)
      })
      await context.wait("pause", { seconds: 1 })
      return context.step(`length ${text.length}`, async () => text.length)
    },
  },
]

/** Where errors and interruptions come into it. */
const errors: readonly Correct[] = [
  {
    name: "error of a step that decides what is next",
    make: () => async (_event, context: DurableContext) => {
      try {
        await context.step("charge", async () => Promise.reject(new Error("declined")), noRetry)
      } catch (error) {
        const { name, message } = error as Error
        await context.step(`handle ${name} ${message}`, async () => 1)
      }
    },
  },
  {
    name: "error of a child context",
    make: () => async (_event, context: DurableContext) => {
      const caught = await context
        .runInChildContext("child", async (child) => {
          await child.step("fails", async () => Promise.reject(new TypeError("bad")), noRetry)
        })
        .catch((error: unknown) => (error as Error).constructor.name)
      await context.wait("pause", { seconds: 1 })
      return context.step(`caught ${String(caught)}`, async () => 1)
    },
  },
  {
    name: "callback that times out",
    make: () => async (_event, context: DurableContext) => {
      const [answer] = await context.createCallback("answer", { timeout: { seconds: 30 } })
      const outcome = await answer.then(
        () => "answered",
        (error: unknown) => (error as Error).name,
      )
      return context.step(`outcome ${outcome}`, async () => outcome)
    },
  },
  {
    name: "callback whose heartbeats stop",
    make: () => async (_event, context: DurableContext) => {
      const [answer] = await context.createCallback("answer", { heartbeatTimeout: { seconds: 10 } })
      const outcome = await answer.catch((error: unknown) => (error as Error).message)
      return context.step(`outcome ${outcome}`, async () => outcome)
    },
  },
  {
    name: "saga that undoes its steps in reverse",
    make: () => async (_event, context: DurableContext) => {
      const undo: string[] = []
      try {
        for (const name of ["flight", "hotel", "car"]) {
          await context.step(
            `book ${name}`,
            async () => {
              if (name === "car") throw new Error("none left")
            },
            noRetry,
          )
          undo.unshift(name)
        }
      } catch {
        for (const name of undo) await context.step(`cancel ${name}`, async () => name)
      }
      return undo
    },
  },
  {
    name: "condition that is polled",
    make: () => async (_event, context: DurableContext) => {
      const polls = await context.waitForCondition("ready", async (count: number) => count + 1, {
        initialState: 0,
        waitStrategy: (count) =>
          count < 3
            ? { shouldContinue: true, delay: { seconds: 2 + Math.floor(Math.random() * 3) } }
            : { shouldContinue: false },
      })
      return context.step(`polled ${polls}`, async () => polls)
    },
  },
  {
    name: "step that runs at most once per attempt",
    make: () => async (_event, context: DurableContext) => {
      const id = await context.step("charge", async () => randomUUID(), {
        semantics: StepSemantics.AtMostOncePerRetry,
      })
      return context.step(`receipt ${id.length}`, async () => id)
    },
  },
  {
    name: "failure of the whole execution",
    make: () => async (_event, context: DurableContext) => {
      await context.step("work", async () => 1)
      throw new RangeError("out of stock")
    },
  },
]

export const correct: readonly Correct[] = [
  ...correctOutcomes,
  ...recordedSurroundings,
  ...orders,
  ...states,
  ...errors,
  ...neverAskedForAgain,
]
