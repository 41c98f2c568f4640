import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"
import {
  attemptFieldsPlugin,
  contextFieldsPlugin,
  invocationFieldsPlugin,
} from "./field-plugins.ts"
import {
  attemptPlugin,
  faultyPlugin,
  healthyPlugin,
  invocationPlugin,
  parentPlugin,
  stepLifecyclePlugin,
  updatedWaitsPlugin,
} from "./hook-plugins.ts"
import { neverRetry, retryEverySecond } from "./strategies.ts"

const greet = (name: string, context: DurableContext): Promise<string> =>
  context.step(async ({ logger }) => {
    logger.info(`Greeting step running for: ${name}`)
    return `Hello, ${name}!`
  })

const succeedOnSecondAttempt = (context: DurableContext): Promise<string> =>
  context.step(
    async ({ attempt }) => {
      if (attempt === 1) throw new Error("Operation failed")
      return "Operation succeeded"
    },
    { retryStrategy: retryEverySecond(2) },
  )

const alwaysFail = async (): Promise<never> => {
  throw new Error("Operation failed")
}

export const pluginCases: CaseSuite = {
  "10-1": () => ({
    title: "Hooks of an invocation",
    handler: withDurableExecution(greet, { plugins: [invocationPlugin()] }),
  }),

  "10-3": () => ({
    title: "Hooks of attempts",
    handler: withDurableExecution(
      (_event: unknown, context: DurableContext) => succeedOnSecondAttempt(context),
      { plugins: [attemptPlugin()] },
    ),
  }),

  "10-5": () => ({
    title: "Two plugins",
    handler: withDurableExecution(greet, {
      plugins: [invocationPlugin("CONFPLUGIN-A"), invocationPlugin("CONFPLUGIN-B")],
    }),
  }),

  "10-7": () => ({
    title: "A plugin sees the execution fail",
    handler: withDurableExecution(
      (_event: unknown, context: DurableContext) =>
        context.step(alwaysFail, { retryStrategy: neverRetry }),
      { plugins: [invocationPlugin()] },
    ),
  }),

  "10-9": () => ({
    title: "A plugin sees the wait that ended between invocations",
    handler: withDurableExecution(
      async (_event: unknown, context: DurableContext) => {
        await context.wait({ seconds: 2 })
      },
      { plugins: [updatedWaitsPlugin()] },
    ),
  }),

  "10-11": () => ({
    title: "A plugin sees the parents of operations",
    handler: withDurableExecution(
      (name: string, context: DurableContext) =>
        context.runInChildContext((child) => greet(name, child)),
      { plugins: [parentPlugin()] },
    ),
  }),

  "10-13": () => ({
    title: "A plugin sees what is replayed",
    handler: withDurableExecution(
      async (_event: unknown, context: DurableContext) => {
        await context.step(async () => "first")
        return succeedOnSecondAttempt(context)
      },
      { plugins: [stepLifecyclePlugin()] },
    ),
  }),

  "10-15": () => ({
    title: "Hooks of attempts until the retries are used up",
    handler: withDurableExecution(
      (_event: unknown, context: DurableContext) =>
        context.step(alwaysFail, { retryStrategy: retryEverySecond(2) }),
      { plugins: [attemptPlugin(true)] },
    ),
  }),

  "10-17": () => ({
    title: "A plugin that throws does not disturb another",
    handler: withDurableExecution(greet, { plugins: [faultyPlugin(), healthyPlugin()] }),
  }),

  "10-19": () => ({
    title: "Fields of the invocation hooks",
    handler: withDurableExecution(
      async (input: string, context: DurableContext) => {
        await context.wait({ seconds: 2 })
        return `done-${input}`
      },
      { plugins: [invocationFieldsPlugin()] },
    ),
    gap: {
      reason: "the SDK does not tell the end hook whether the invocation was the first",
      missingLogFields: ["isFirstInvocation"],
    },
  }),

  "10-21": () => ({
    title: "Fields of the attempt hooks",
    handler: withDurableExecution(
      (_event: unknown, context: DurableContext) =>
        context.step(
          "flaky",
          async ({ attempt }) => {
            if (attempt === 1) throw new Error("Operation failed")
            return "ok"
          },
          { retryStrategy: retryEverySecond(2) },
        ),
      { plugins: [attemptFieldsPlugin()] },
    ),
    gap: {
      reason: "the SDK does not tell when a failed attempt ended that will be retried",
      missingLogFields: ["endTimestamp"],
    },
  }),

  "10-23": () => ({
    title: "Fields of the hooks of contexts",
    handler: withDurableExecution(
      async (_event: unknown, context: DurableContext) => {
        const waiting = async (branch: DurableContext): Promise<string> => {
          await branch.step("inner", async () => "x")
          await branch.wait({ seconds: 2 })
          return "a-done"
        }
        const branches = [
          { name: "branch-a", func: waiting },
          { name: "branch-b", func: async (): Promise<string> => "b-done" },
        ]
        const batch = await context.parallel("ctx", branches, { maxConcurrency: 1 })
        return batch.getResults()
      },
      { plugins: [contextFieldsPlugin()] },
    ),
  }),
}
