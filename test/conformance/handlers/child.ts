import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"
import { neverRetry, retryEverySecond } from "./strategies.ts"

/** More than the 256 KiB that the SDK checkpoints as the result of a context. */
const LARGE_RESULT_CHARACTERS = 300 * 1024

export const childCases: CaseSuite = {
  "3-1": () => ({
    title: "A child context with a step",
    handler: withDurableExecution((input: string, context: DurableContext) =>
      context.runInChildContext((child) => child.step(async () => input)),
    ),
  }),

  "3-3": () => ({
    title: "A child context with two steps",
    handler: withDurableExecution((input: string, context: DurableContext) =>
      context.runInChildContext("two-steps", async (child) => {
        const first = await child.step(async () => input)
        return child.step(async () => first)
      }),
    ),
  }),

  "3-5": () => ({
    title: "The failure of a child context is caught",
    handler: withDurableExecution(async (input: string, context: DurableContext) => {
      try {
        await context.runInChildContext((child) =>
          child.step(
            async () => {
              throw new Error("Child step failed")
            },
            { retryStrategy: neverRetry },
          ),
        )
      } catch {
        return await context.step(async () => input)
      }
      return "not reached"
    }),
  }),

  "3-7": () => ({
    title: "A retried step in a child context",
    handler: withDurableExecution((input: string, context: DurableContext) =>
      context.runInChildContext("retrying", (child) =>
        child.step(
          async ({ attempt }) => {
            if (attempt === 1) throw new Error("Child step failed")
            return input
          },
          { retryStrategy: retryEverySecond(2) },
        ),
      ),
    ),
  }),

  "3-9": () => ({
    title: "Replay returns the recorded result of a child context",
    handler: withDurableExecution(async (input: string, context: DurableContext) => {
      const result = await context.runInChildContext((child) => child.step(async () => input))
      await context.wait({ seconds: 1 })
      return result
    }),
  }),

  "3-11": () => ({
    title: "A child context with a large result",
    handler: withDurableExecution(async (input: string, context: DurableContext) => {
      const result = await context.runInChildContext("large", async (child) => {
        child.configureLogger({ modeAware: false })
        child.logger.info(input)
        const small = await child.step(async () => input)
        return small.padEnd(LARGE_RESULT_CHARACTERS, ".")
      })
      await context.wait({ seconds: 1 })
      return { length: result.length }
    }),
  }),

  "3-13": () => ({
    title: "A wait in a child context",
    handler: withDurableExecution(async (input: string, context: DurableContext) => {
      const result = await context.runInChildContext("waiting", async (child) => {
        await child.wait({ seconds: 1 })
        return input
      })
      return context.step(async () => result)
    }),
  }),

  "3-15": () => ({
    title: "A child context that throws without an operation",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.runInChildContext("throwing", async () => {
        throw new Error("Child context failed")
      }),
    ),
  }),

  "3-17": () => ({
    title: "Replay does not run a child context again",
    handler: withDurableExecution(async (input: string, context: DurableContext) => {
      const result = await context.runInChildContext("logging", async (child) => {
        child.configureLogger({ modeAware: false })
        child.logger.info(input)
        return input
      })
      await context.wait({ seconds: 1 })
      return result
    }),
  }),
}
