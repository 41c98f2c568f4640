import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext, Serdes } from "@aws/durable-execution-sdk-js"
import type { CaseSuite, TargetFunction } from "./case.ts"

// A durable function can only be invoked with a qualifier.
const ECHO = "echo:$LATEST"
const FAILING = "failing:$LATEST"
const MEASURING = "measuring:$LATEST"

/** Just under the service's 1 MiB for the input of a chained invoke. */
const LARGE_PAYLOAD_CHARACTERS = 1024 * 1024 - 1024

const echo = (): TargetFunction => ({
  durable: true,
  handler: withDurableExecution(async (event: unknown) => event),
})

const failing = (): TargetFunction => ({
  durable: true,
  handler: withDurableExecution(async () => {
    throw new Error("Target function failed")
  }),
})

const measuring = (): TargetFunction => ({
  durable: true,
  handler: withDurableExecution(async (event: { content: string }) => ({
    length: event.content.length,
  })),
})

/** Sends texts in upper case. */
const upperCaseSerdes: Serdes<{ data: string }> = {
  serialize: async (value) => value && JSON.stringify({ data: value.data.toUpperCase() }),
  deserialize: async (text) => text && JSON.parse(text),
}

export const invokeCases: CaseSuite = {
  "5-1": () => ({
    title: "Invoking another function",
    handler: withDurableExecution((event: unknown, context: DurableContext) =>
      // Without a name, a second text would be taken for the function.
      context.invoke("echo", ECHO, event),
    ),
    functions: { echo: echo() },
  }),

  "5-3": () => ({
    title: "Invoking with a nested object",
    handler: withDurableExecution((event: unknown, context: DurableContext) =>
      context.invoke(ECHO, event),
    ),
    functions: { echo: echo() },
  }),

  "5-5": () => ({
    title: "The invoked function fails",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.invoke(FAILING),
    ),
    functions: { failing: failing() },
  }),

  "5-7": () => ({
    title: "Invoking with a large payload",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.invoke(MEASURING, { content: "x".repeat(LARGE_PAYLOAD_CHARACTERS) }),
    ),
    functions: { measuring: measuring() },
  }),

  "5-9": () => ({
    title: "Replay does not invoke again",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const result = await context.invoke(ECHO)
      await context.wait({ seconds: 1 })
      return result
    }),
    functions: { echo: echo() },
  }),

  "5-11": () => ({
    title: "A step and then an invoke",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const result = await context.step(async () => "from the step")
      return context.invoke("echo", ECHO, result)
    }),
    functions: { echo: echo() },
  }),

  "5-13": () => ({
    title: "An invoke in a child context",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.runInChildContext((child) => child.invoke(ECHO)),
    ),
    functions: { echo: echo() },
  }),

  "5-15": () => ({
    title: "An invoke with its own serializer",
    handler: withDurableExecution((event: { data: string }, context: DurableContext) =>
      context.invoke(ECHO, event, { payloadSerdes: upperCaseSerdes }),
    ),
    functions: { echo: echo() },
  }),
}
