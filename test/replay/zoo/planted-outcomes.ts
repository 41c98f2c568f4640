import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { Planted } from "./zoo.ts"

const fails = async (): Promise<never> => Promise.reject(new Error("not yet"))

/** Where what comes of a context, or of an attempt of a step, is not the same a second time. */
export const plantedOutcomes: readonly Planted[] = [
  {
    name: "time as the result of a child context",
    cause: "clock",
    line: "Date.now()",
    make: () => async (_event, context: DurableContext) => {
      const at = await context.runInChildContext("stamp", async (child) => {
        await child.step("work", async () => 1)
        return Date.now()
      })
      return context.step(`stamped ${at}`, async () => at)
    },
  },
  {
    name: "random id in the result of a branch",
    cause: "random",
    line: "Math.random()",
    make: () => async (_event, context: DurableContext) => {
      const batch = await context.parallel("both", [
        async (child: DurableContext) => child.step("a", async () => 1),
        async (child: DurableContext) => (await child.step("b", async () => 1)) + Math.random(),
      ])
      return batch.getResults().length
    },
  },
  {
    name: "error of a child context with the time in it",
    cause: "clock",
    line: "toISOString()",
    make: () => async (_event, context: DurableContext) =>
      context
        .runInChildContext("child", async (child) => {
          await child.step("work", async () => 1)
          throw new Error(`failed at ${new Date().toISOString()}`)
        })
        .catch(() => "failed"),
  },
  {
    name: "serdes of a child context that notes the time",
    cause: "clock",
    line: "Date.now()",
    make: () => {
      const serdes = {
        serialize: async (value: number | undefined) =>
          JSON.stringify({ value, savedAt: Date.now() }),
        deserialize: async (data: string | undefined) =>
          (JSON.parse(data ?? "{}") as { value: number }).value,
      }
      return async (_event, context: DurableContext) =>
        context.runInChildContext("child", async (child) => child.step("work", async () => 1), {
          serdes,
        })
    },
  },
  {
    name: "serdes of a child context that counts",
    cause: "module-state",
    line: undefined,
    make: () => {
      let writes = 0
      const serdes = {
        serialize: async (value: number | undefined) =>
          JSON.stringify({ value, version: ++writes }),
        deserialize: async (data: string | undefined) =>
          (JSON.parse(data ?? "{}") as { value: number }).value,
      }
      return async (_event, context: DurableContext) =>
        context.runInChildContext("child", async (child) => child.step("work", async () => 1), {
          serdes,
        })
    },
  },
  {
    name: "delay before the next attempt worked out from the clock",
    cause: "clock",
    line: "Date.now()",
    make: () => async (event: { openAt: number }, context: DurableContext) =>
      context.step("call", async ({ attempt }) => (attempt > 1 ? "done" : fails()), {
        retryStrategy: () => ({
          shouldRetry: true,
          delay: { seconds: Math.max(1, Math.ceil((event.openAt - Date.now()) / 1_000)) },
        }),
      }),
    input: { openAt: Date.UTC(2026, 0, 1, 2) },
  },
  {
    name: "delay that grows with a counter outside",
    cause: "module-state",
    line: undefined,
    make: () => {
      let failures = 0
      return async (_event, context: DurableContext) =>
        context.step("call", async ({ attempt }) => (attempt > 2 ? "done" : fails()), {
          retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 2 ** ++failures } }),
        })
    },
  },
  {
    name: "giving up after attempts that a counter outside counts",
    cause: "module-state",
    line: undefined,
    make: () => {
      let failures = 0
      return async (_event, context: DurableContext) =>
        context
          .step("call", fails, {
            retryStrategy: () => ({ shouldRetry: ++failures < 3, delay: { seconds: 1 } }),
          })
          .catch(() => "gave up")
    },
  },
  {
    name: "giving up by chance",
    cause: "random",
    line: "Math.random()",
    make: () => async (_event, context: DurableContext) =>
      context
        .step("call", fails, {
          retryStrategy: (_error, attempt) => ({
            shouldRetry: attempt < 5 && Math.random() < 0.5,
            delay: { seconds: 1 },
          }),
        })
        .catch(() => "gave up"),
  },
  {
    name: "polling until a deadline on the clock",
    cause: "clock",
    line: "Date.now()",
    make: () => async (event: { until: number }, context: DurableContext) =>
      context.waitForCondition("ready", async (polls: number) => polls + 1, {
        initialState: 0,
        waitStrategy: () =>
          Date.now() < event.until
            ? { shouldContinue: true, delay: { seconds: 30 } }
            : { shouldContinue: false },
      }),
    input: { until: Date.UTC(2026, 0, 1, 0, 1) },
  },
  {
    name: "polls counted outside",
    cause: "module-state",
    line: undefined,
    make: () => {
      let polls = 0
      return async (_event, context: DurableContext) =>
        context.waitForCondition("ready", async (state: string) => state, {
          initialState: "waiting",
          waitStrategy: () =>
            ++polls < 3
              ? { shouldContinue: true, delay: { seconds: 5 } }
              : { shouldContinue: false },
        })
    },
  },
]
