import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { plantedOutcomes } from "./planted-outcomes.ts"
import type { Planted } from "./zoo.ts"

interface Items {
  items: string[]
}

/** Where the clock, chance or the environment decide what is asked for. */
const surroundings: readonly Planted[] = [
  {
    name: "step named after the clock",
    cause: "clock",
    line: "Date.now()",
    make: () => async (_event, context: DurableContext) =>
      context.step(`report-${Date.now()}`, async () => 1),
  },
  {
    name: "branch on the hour",
    cause: "clock",
    line: "getUTCHours()",
    make: () => async (_event, context: DurableContext) => {
      const isNight = new Date().getUTCHours() < 1
      return isNight
        ? context.step("at night", async () => 1)
        : context.step("by day", async () => 1)
    },
  },
  {
    name: "wait until a moment that the handler works out",
    cause: "clock",
    line: "Date.now()",
    make: () => async (event: { until: number }, context: DurableContext) => {
      const seconds = Math.max(1, Math.ceil((event.until - Date.now()) / 1_000))
      await context.wait("until", { seconds })
    },
    input: { until: Date.UTC(2026, 0, 2) },
  },
  {
    name: "deadline by performance.now",
    cause: "clock",
    line: "performance.now()",
    make: () => async (_event, context: DurableContext) => {
      const started = performance.now()
      await context.step("first", async () => 1)
      return started < 1_000 ? context.step("second", async () => 2) : "too late"
    },
  },
  {
    name: "branch on a random number",
    cause: "random",
    line: "Math.random()",
    make: () => async (_event, context: DurableContext) =>
      Math.random() < 0.5
        ? context.step("variant A", async () => "a")
        : context.step("variant B", async () => "b"),
  },
  {
    name: "time-out with jitter",
    cause: "random",
    line: "Math.random()",
    make: () => async (_event, context: DurableContext) => {
      const seconds = 60 + Math.floor(Math.random() * 60)
      const [answer] = await context.createCallback("answer", { timeout: { seconds } })
      return answer.catch(() => "none")
    },
  },
  {
    name: "sample of the items",
    cause: "random",
    line: "Math.random()",
    make: () => async (event: Items, context: DurableContext) => {
      const sample = event.items.filter(() => Math.random() < 0.5)
      for (const item of sample) await context.step(item, async () => item)
      return sample.length
    },
    input: { items: ["a", "b", "c", "d", "e", "f"] },
  },
  {
    name: "branch on the environment",
    cause: "environment",
    line: "process.env",
    make: () => async (_event, context: DurableContext) =>
      process.env["FEATURE_FAST_PATH"] === undefined
        ? context.step("slow path", async () => 1)
        : context.step("fast path", async () => 1),
  },
]

/** Where something outlives the invocation that a replay does not bring back. */
const leftovers: readonly Planted[] = [
  {
    name: "counter outside of the handler",
    cause: "module-state",
    line: "context.step(`call",
    make: () => {
      let calls = 0
      return async (_event, context: DurableContext) => {
        calls++
        return context.step(`call ${calls}`, async () => 1)
      }
    },
  },
  {
    name: "operation only on the first run",
    cause: "module-state",
    line: 'context.step("warm up"',
    make: () => {
      let isWarm = false
      return async (_event, context: DurableContext) => {
        if (!isWarm) {
          isWarm = true
          await context.step("warm up", async () => 1)
        }
        return context.step("work", async () => 2)
      }
    },
  },
  {
    name: "cached promise of a step",
    cause: "module-state",
    line: 'context.step("load"',
    make: () => {
      let cached: PromiseLike<number> | undefined
      return async (_event, context: DurableContext) => {
        cached ??= context.step("load", async () => 1)
        const loaded = await cached
        return context.step("use", async () => loaded)
      }
    },
  },
  {
    name: "map over a list that grows outside",
    cause: "module-state",
    line: undefined,
    make: () => {
      const queue: string[] = []
      return async (_event, context: DurableContext) => {
        queue.push(`job ${queue.length}`)
        const done = await context.map("jobs", [...queue], async (child, job) =>
          child.step(job, async () => job),
        )
        return done.getResults()
      }
    },
  },
  {
    name: "two unnamed steps swapped",
    cause: "module-state",
    line: undefined,
    make: () => {
      let isSwapped = false
      return async (_event, context: DurableContext) => {
        const order = isSwapped ? ["b", "a"] : ["a", "b"]
        isSwapped = !isSwapped
        const results: Record<string, string> = {}
        for (const key of order) results[key] = await context.step(async () => `of ${key}`)
        return [results["a"], results["b"]]
      }
    },
  },
  {
    name: "keys of a result that a serdes rebuilds differently",
    cause: "module-state",
    line: undefined,
    make: () => {
      let reads = 0
      const serdes = {
        serialize: async (value: object | undefined) => JSON.stringify(value),
        deserialize: async (data: string | undefined) => {
          const value = JSON.parse(data ?? "{}") as object
          return reads++ === 0 ? value : { cached: true, ...value }
        },
      }
      return async (_event, context: DurableContext) => {
        const loaded = await context.step("load", async () => ({ a: 1, b: 2 }), { serdes })
        for (const key of Object.keys(loaded)) await context.step(`copy ${key}`, async () => key)
      }
    },
  },
]

/** Where the body of a step does more than return. */
const sideEffects: readonly Planted[] = [
  {
    name: "variable written in a step",
    cause: "step-side-effect",
    line: "context.step(`notify",
    make: () => async (_event, context: DurableContext) => {
      let recipient = "nobody"
      await context.step("look up", async () => {
        recipient = "alice"
      })
      return context.step(`notify ${recipient}`, async () => recipient)
    },
  },
  {
    name: "total summed up in steps",
    cause: "step-side-effect",
    line: 'context.wait("pause"',
    make: () => async (_event, context: DurableContext) => {
      let total = 0
      for (const price of [3, 4]) {
        await context.step(`add ${price}`, async () => {
          total += price
        })
      }
      await context.wait("pause", { seconds: total })
    },
  },
  {
    name: "set filled in the order of completion",
    cause: "step-side-effect",
    line: "context.step(`ship",
    make: () => async (_event, context: DurableContext) => {
      const done = new Set<string>()
      await Promise.all(
        ["b", "a"].map((item) =>
          context.step(`pack ${item}`, async () => {
            done.add(item)
          }),
        ),
      )
      for (const item of done) await context.step(`ship ${item}`, async () => item)
    },
  },
  {
    name: "operation dropped after replay",
    cause: "step-side-effect",
    line: 'context.step("announce"',
    make: () => async (_event, context: DurableContext) => {
      let hasJustRun = false
      await context.step("deploy", async () => {
        hasJustRun = true
      })
      if (hasJustRun) await context.step("announce", async () => 1)
      return context.step("close", async () => 2)
    },
  },
  {
    name: "original error kept in a variable",
    cause: "step-side-effect",
    line: "context.step(`handle",
    make: () => async (_event, context: DurableContext) => {
      let code = "unknown"
      try {
        await context.step(
          "charge",
          async () => {
            code = "CARD_DECLINED"
            throw new Error("declined")
          },
          { retryStrategy: () => ({ shouldRetry: false }) },
        )
      } catch {
        await context.step(`handle ${code}`, async () => code)
      }
    },
  },
  {
    name: "event changed in a step",
    cause: "event-mutation",
    line: "context.step(`item",
    make: () => async (event: Items, context: DurableContext) => {
      await context.step("complete", async () => {
        event.items.push("gift")
      })
      for (const item of event.items) await context.step(`item ${item}`, async () => item)
    },
    input: { items: ["book"] },
  },
]

/** Where it matters what settles first, or when. */
const races: readonly Planted[] = [
  {
    name: "winner of Promise.race",
    cause: "completion-order",
    line: "Promise.race",
    make: () => async (_event, context: DurableContext) => {
      const winner = await Promise.race([
        context.step("slow", async () => "slow"),
        context.step("fast", async () => "fast"),
      ])
      await context.step(`use ${winner}`, async () => winner)
      await context.wait("the loser ends", { seconds: 1 })
      return winner
    },
  },
  {
    name: "winner of Promise.any over waits",
    cause: "completion-order",
    line: "Promise.any",
    make: () => async (_event, context: DurableContext) => {
      const winner = await Promise.any([
        context.wait("long", { seconds: 60 }).then(() => "long"),
        context.wait("short", { seconds: 30 }).then(() => "short"),
      ])
      await context.step(`after ${winner}`, async () => winner)
      await context.wait("both are over", { seconds: 90 })
      return winner
    },
  },
  {
    name: "timer outside of a step against a wait",
    cause: "timer",
    line: "setTimeout",
    make: () => async (_event, context: DurableContext) => {
      let isLate = false
      setTimeout(() => (isLate = true), 5)
      await context.step("slow", async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
      })
      return isLate
        ? context.step("apologise", async () => 1)
        : context.step("thank", async () => 1)
    },
  },
  {
    name: "order of completion kept in a list",
    cause: "completion-order",
    line: "context.step(`winner",
    make: () => async (_event, context: DurableContext) => {
      const order: string[] = []
      const note = (name: string) => (): void => void order.push(name)
      await Promise.all([
        context.step("one", async () => 1).then(note("one")),
        context.step("two", async () => 2).then(note("two")),
      ])
      return context.step(`winner ${order[0]}`, async () => order)
    },
  },
  {
    name: "operation inside of a step",
    cause: "nested-operation",
    line: undefined,
    make: () => async (_event, context: DurableContext) =>
      context.step("outer", async () => context.step("inner", async () => 1)),
  },
]

export const planted: readonly Planted[] = [
  ...surroundings,
  ...leftovers,
  ...sideEffects,
  ...races,
  ...plantedOutcomes,
]
