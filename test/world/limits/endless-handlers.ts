import type { DurableContext } from "@aws/durable-execution-sdk-js"

type Handler = (event: unknown, context: DurableContext) => Promise<unknown>

export interface EndlessHandler {
  readonly what: string
  readonly handler: Handler
  /** By which the error names what repeats. */
  readonly texts: readonly string[]
}

const everySecond = () => ({ shouldRetry: true, delay: { seconds: 1 } })

const immediate = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Those of C2 and C2b that only a budget of real time ends. */
export const endlessHandlers: readonly EndlessHandler[] = [
  {
    what: "waits in a loop",
    handler: async (_event, context) => {
      for (;;) await context.wait({ seconds: 1 })
    },
    texts: [
      "x Wait without a name",
      'x invocation of "durable-function"',
      "Wait at test/world/limits",
    ],
  },
  {
    what: "polls with a step and a wait",
    handler: async (_event, context) => {
      for (let round = 0; ; round++) {
        await context.step(`poll ${round}`, async () => round)
        await context.wait("pause", { minutes: 1 })
      }
    },
    texts: [", and others named like it", 'x Wait "pause"', 'Step "poll #" at test/world/limits'],
  },
  {
    what: "retries a step without an end",
    handler: async (_event, context) =>
      context.step(
        "charge",
        async () => {
          throw new Error("declined")
        },
        { retryStrategy: everySecond },
      ),
    texts: ['x attempt of Step "charge"'],
  },
  {
    what: "waits for a condition that never holds",
    handler: async (_event, context) =>
      context.waitForCondition("ready", async (state: number) => state, {
        initialState: 0,
        waitStrategy: () => ({ shouldContinue: true, delay: { seconds: 1 } }),
      }),
    texts: ['x attempt of WaitForCondition "ready"'],
  },
  {
    what: "spins on setImmediate in a step",
    handler: async (_event, context) =>
      context.step("spin", async () => {
        for (;;) await immediate()
      }),
    texts: ["an immediate at test/world/limits/endless-handlers.ts:"],
  },
  {
    what: "spins on setImmediate beside a wait",
    handler: async (_event, context) => {
      const spinning = (async () => {
        for (;;) await immediate()
      })()
      await Promise.race([spinning, context.wait("beside", { seconds: 1 })])
    },
    texts: ["an immediate at test/world/limits/endless-handlers.ts:"],
  },
  {
    what: "spins on timers in a step",
    handler: async (_event, context) =>
      context.step("spin", async () => {
        for (;;) await new Promise((resolve) => void setTimeout(resolve, 1))
      }),
    texts: ["a timer at test/world/limits/endless-handlers.ts:"],
  },
  {
    what: "never lets an interval end",
    handler: async (_event, context) =>
      context.step("listen", async () => {
        await new Promise(() => void setInterval(() => {}, 10))
      }),
    texts: ['in Step "listen"', "What the code does over and over:\n  - an interval of 10 ms\n"],
  },
  {
    what: "starts two executions of itself in each execution",
    handler: async (_event, context) =>
      context.parallel([
        async (branch) => branch.invoke("left", "durable-function:$LATEST", {}),
        async (branch) => branch.invoke("right", "durable-function:$LATEST", {}),
      ]),
    texts: ['x execution of "durable-function"'],
  },
]
