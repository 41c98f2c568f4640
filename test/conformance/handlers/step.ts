import { StepSemantics, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"
import { neverRetry, retryEverySecond } from "./strategies.ts"

class TransientError extends Error {
  override readonly name = "TransientError"
}

export const stepCases: CaseSuite = {
  "1-1": () => ({
    title: "A step that succeeds",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.step(async () => `Hello, ${name}!`),
    ),
  }),

  "1-3": () => ({
    title: "A step that uses the result of another",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const first = await context.step(async () => "first")
      return context.step(async () => `${first}_second`)
    }),
  }),

  "1-5": () => ({
    title: "A step without a result",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step(async () => null),
    ),
  }),

  "1-7": () => ({
    title: "Logging from a step",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.step(async ({ logger }) => {
        logger.info(`Greeting step started for: ${name}`)
        const greeting = `Hello, ${name}!`
        logger.info(`Greeting step completed with: ${greeting}`)
        return greeting
      }),
    ),
  }),

  "1-9": () => ({
    title: "Replay returns the recorded result of a step",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const value = await context.step(async ({ logger }) => {
        logger.info("step executed")
        return "cached_value"
      })
      await context.wait({ seconds: 1 })
      return value
    }),
  }),

  "1-11": () => ({
    title: "A retried step",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step(
        async ({ attempt }) => {
          if (attempt === 1) throw new Error("Operation failed")
          return "Operation succeeded"
        },
        { retryStrategy: retryEverySecond(3) },
      ),
    ),
  }),

  "1-13": () => ({
    title: "The default retry strategy",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step(async ({ attempt }) => {
        if (attempt < 3) throw new Error("Operation failed")
        return "Operation succeeded"
      }),
    ),
  }),

  "1-15": () => ({
    title: "Retrying one class of errors",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step(
        async ({ attempt }) => {
          if (attempt === 1) throw new TransientError("Try again")
          return "Operation succeeded"
        },
        {
          retryStrategy: (error) =>
            error instanceof TransientError
              ? { shouldRetry: true, delay: { seconds: 1 } }
              : { shouldRetry: false },
        },
      ),
    ),
  }),

  "1-17": () => ({
    title: "An interrupted step that may run only once",
    handler: withDurableExecution((input: string, context: DurableContext) =>
      context.step(
        "at_most_once_flaky_step",
        async ({ logger }) => {
          logger.info(input)
          process.exit(1)
        },
        { semantics: StepSemantics.AtMostOncePerRetry, retryStrategy: neverRetry },
      ),
    ),
  }),

  "1-19": () => ({
    title: "A step that fails for good",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step(
        async () => {
          throw new Error("Operation failed")
        },
        { retryStrategy: neverRetry },
      ),
    ),
  }),
}
