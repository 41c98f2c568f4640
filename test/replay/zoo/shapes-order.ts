import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { Shape } from "./zoo.ts"

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

const microtasks = async (count: number): Promise<void> => {
  for (let done = 0; done < count; done++) await Promise.resolve()
}

/** Where it matters in which order things are over. */
export const orderShapes: readonly Shape[] = [
  {
    name: "chains in Promise.all, bodies with timers",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) =>
      Promise.all(
        [1, 2].map(async (n) => {
          await context.step(`fetch ${n}`, async () => pause((3 - n) * 100))
          return context.step(`store ${n}`, async () => n)
        }),
      ),
  },
  {
    name: "chains in Promise.all, bodies with microtasks",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) =>
      Promise.all(
        [1, 2].map(async (n) => {
          await context.step(`fetch ${n}`, async () => microtasks((3 - n) * 40))
          return context.step(`store ${n}`, async () => n)
        }),
      ),
  },
  {
    name: "chains in Promise.all, three steps each",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) =>
      Promise.all(
        ["a", "b", "c"].map(async (item, index) => {
          const rows = await context.step(`read ${item}`, async () => {
            await pause(300 - index * 100)
            return index
          })
          await context.step(`convert ${item}`, async () => rows + 1)
          return context.step(`write ${item}`, async () => rows + 2)
        }),
      ),
  },
  {
    name: "chains in Promise.allSettled, one of which fails",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }
      await Promise.allSettled(
        [1, 2].map(async (n) => {
          await context
            .step(
              `try ${n}`,
              async () => {
                await pause((3 - n) * 100)
                throw new Error(`no ${n}`)
              },
              noRetry,
            )
            .catch(() => undefined)
          await context.step(`undo ${n}`, async () => n)
        }),
      )
    },
  },
  {
    name: "chains of waits",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) =>
      Promise.all(
        [30, 10].map(async (seconds) => {
          await context.wait(`pause ${seconds}`, { seconds })
          await context.step(`after ${seconds}`, async () => seconds)
          await context.wait({ seconds: 60 })
        }),
      ),
  },
  {
    name: "quorum of two out of three",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      const votes: string[] = []
      const ballots = ["a", "b", "c"].map((voter, index) =>
        context
          .step(`ask ${voter}`, async () => {
            await pause(3_000 - index * 1_000)
            return voter
          })
          .then((vote) => votes.push(vote)),
      )
      await new Promise<void>((resolve) => {
        for (const ballot of ballots) {
          void ballot.then(() => (votes.length >= 2 ? resolve() : undefined))
        }
      })
      await context.step(`decided by ${votes.slice(0, 2).join(" and ")}`, async () => 1)
      await Promise.all(ballots)
    },
  },
  {
    name: "first answer taken by a flag",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      let first: string | undefined
      const ask = async (name: string, ms: number): Promise<void> => {
        await context.step(name, async () => pause(ms))
        first ??= name
      }
      await Promise.all([ask("primary", 2_000), ask("replica", 500)])
      return context.step(`answer of ${first}`, async () => first)
    },
  },
  {
    name: "Map filled by child contexts",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      const prices = new Map<string, number>()
      await Promise.all(
        ["x", "y"].map(async (shop, index) => {
          const price = await context.runInChildContext(shop, async (child) =>
            child.step("price", async () => {
              await pause(200 - index * 100)
              return index
            }),
          )
          prices.set(shop, price)
        }),
      )
      for (const shop of prices.keys()) await context.step(`book ${shop}`, async () => shop)
    },
  },
  {
    name: "fields of an object in the order of completion",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      const found: Record<string, number> = {}
      await Promise.all(
        ["x", "y"].map(async (key, index) => {
          found[key] = await context.step(`load ${key}`, async () => {
            await pause(200 - index * 100)
            return index
          })
        }),
      )
      return context.invoke("pay", "payments", found)
    },
  },
  {
    name: "race of two child contexts, one of which waits longer",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      const child = async (name: string, seconds: number): Promise<string> =>
        context.runInChildContext(name, async (inner) => {
          await inner.wait({ seconds })
          return name
        })
      const work = child("long", 60)
      const winner = await Promise.race([work, child("short", 20)])
      await context.step(`after ${winner}`, async () => winner)
      await work
      await context.wait({ seconds: 1 })
    },
  },
  {
    name: "results of a map shared out by a queue",
    causes: ["completion-order"],
    make: () => async (_event, context: DurableContext) => {
      const jobs = ["a", "b", "c", "d"]
      const worker = async (id: number): Promise<void> => {
        for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
          await context.step(`worker ${id}: ${job}`, async () => pause(id === 1 ? 900 : 100))
        }
      }
      await Promise.all([worker(1), worker(2)])
    },
  },
]
