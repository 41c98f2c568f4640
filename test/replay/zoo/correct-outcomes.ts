import { randomBytes } from "node:crypto"
import { type DurableContext, StepSemantics } from "@aws/durable-execution-sdk-js"
import type { Correct } from "./zoo.ts"

class Unavailable extends Error {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super("unavailable")
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Where an outcome seems to depend on the moment, and is the same whenever it comes about. */
export const correctOutcomes: readonly Correct[] = [
  {
    name: "time read in a step of a child context, as its result",
    make: () => async (_event, context: DurableContext) => {
      const at = await context.runInChildContext("stamp", async (child) => {
        const now = await child.step("now", async () => Date.now())
        return { at: new Date(now) }
      })
      return context.step(`stamped ${String(at.at)}`, async () => at)
    },
  },
  {
    name: "child context that logs the time and a random number",
    make: () => async (_event, context: DurableContext) =>
      context.runInChildContext("child", async (child) => {
        child.logger.debug("begun", { at: Date.now(), id: Math.random() })
        return child.step("work", async () => 1)
      }),
  },
  {
    name: "child context that pauses before it ends",
    make: () => async (_event, context: DurableContext) =>
      context.runInChildContext("child", async (child) => {
        const result = await child.step("work", async () => 1)
        await new Promise((resolve) => setTimeout(resolve, 5_000))
        return result
      }),
  },
  {
    name: "serdes of a child context that encrypts with a nonce",
    make: () => {
      const serdes = {
        serialize: async (value: number | undefined) =>
          `${randomBytes(8).toString("hex")}.${Buffer.from(String(value)).toString("base64")}`,
        deserialize: async (data: string | undefined) =>
          Number(Buffer.from(data?.split(".")[1] ?? "", "base64").toString()),
      }
      return async (_event, context: DurableContext) =>
        context.runInChildContext("secret", async (child) => child.step("work", async () => 1), {
          serdes,
        })
    },
  },
  {
    name: "context.promise.all of steps of which two fail",
    make: () => async (_event, context: DurableContext) => {
      const fail = (name: string, delayMs: number) => async (): Promise<never> => {
        await new Promise((resolve) => setTimeout(resolve, delayMs))
        throw new Error(name)
      }
      const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }
      const failure = await context.promise
        .all("all", [
          context.step("slow", fail("slow", 20), noRetry),
          context.step("fast", fail("fast", 10), noRetry),
        ])
        .catch((error: unknown) => (error as Error).message)
      return context.step(`note ${String(failure)}`, async () => failure)
    },
  },
  {
    name: "delay with a jitter of its own",
    make: () => async (_event, context: DurableContext) =>
      context.step(
        "call",
        async ({ attempt }) => (attempt > 3 ? "done" : Promise.reject(new Error("not yet"))),
        {
          retryStrategy: (_error, attempt) => ({
            shouldRetry: true,
            delay: { seconds: 2 ** attempt + Math.floor(Math.random() * 20) },
          }),
        },
      ),
  },
  {
    name: "delay that the error names",
    make: () => async (_event, context: DurableContext) =>
      context.step(
        "call",
        async ({ attempt }) => {
          if (attempt < 3) throw new Unavailable(10 * attempt)
          return "done"
        },
        {
          retryStrategy: (error) =>
            error instanceof Unavailable
              ? { shouldRetry: true, delay: { seconds: error.retryAfterSeconds } }
              : { shouldRetry: false },
        },
      ),
  },
  {
    name: "step that gives up after three attempts, at most one of them each time",
    make: () => async (_event, context: DurableContext) =>
      context
        .step("call", async () => Promise.reject(new Error("no")), {
          semantics: StepSemantics.AtMostOncePerRetry,
          retryStrategy: (_error, attempt) => ({
            shouldRetry: attempt < 3,
            delay: { seconds: attempt },
          }),
        })
        .catch(() => "gave up"),
  },
  {
    name: "failures of several branches with retries of their own",
    make: () => async (_event, context: DurableContext) => {
      const batch = await context.map(
        "items",
        [1, 2, 3],
        async (child, item) =>
          child.step(`item ${item}`, async () => Promise.reject(new Error(`${item}`)), {
            retryStrategy: (_error, attempt) => ({
              shouldRetry: attempt < item,
              delay: { seconds: 3 },
            }),
          }),
        { completionConfig: { toleratedFailureCount: 3 } },
      )
      return batch.failureCount
    },
  },
  {
    name: "condition whose state is an object that the check changes",
    make: () => async (_event, context: DurableContext) =>
      context.waitForCondition(
        "ready",
        async (state: { polls: number }) => {
          state.polls++
          return state
        },
        {
          initialState: { polls: 0 },
          waitStrategy: ({ polls }, attempt) =>
            polls < 3
              ? { shouldContinue: true, delay: { seconds: attempt } }
              : { shouldContinue: false },
        },
      ),
  },
  {
    name: "condition whose check fails",
    make: () => async (_event, context: DurableContext) =>
      context
        .waitForCondition("ready", async () => Promise.reject(new Error("broken")), {
          initialState: 0,
          waitStrategy: () => ({ shouldContinue: false }),
        })
        .catch(() => "broken"),
  },
]
