import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext, Serdes } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"
import { retryEverySecond } from "./strategies.ts"

const submit = async (): Promise<void> => {}

const jsonSerdes: Pick<Serdes<{ status: string }>, "deserialize"> = {
  deserialize: async (text) => text && JSON.parse(text),
}

export const waitForCallbackCases: CaseSuite = {
  "7-1": () => ({
    title: "Waiting for a callback",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.waitForCallback(name, submit),
    ),
  }),

  "7-3": () => ({
    title: "Waiting for a callback without a name",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback(async () => {}),
    ),
  }),

  "7-5": () => ({
    title: "Waiting for a callback that times out",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.waitForCallback(name, submit, { timeout: { seconds: 3 } }),
    ),
  }),

  "7-7": () => ({
    title: "The submitter fails until its retries are used up",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.waitForCallback(
        name,
        async () => {
          throw new Error("Submission failed")
        },
        { retryStrategy: retryEverySecond(2) },
      ),
    ),
  }),

  "7-9": () => ({
    title: "Waiting for two callbacks in a row",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.waitForCallback("first", submit)
      return context.waitForCallback("second", submit)
    }),
  }),

  "7-11": () => ({
    title: "Waiting for a callback with a JSON result",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const { status } = await context.waitForCallback(name, submit, { serdes: jsonSerdes })
      return status
    }),
  }),

  "7-13": () => ({
    title: "Waiting for a callback that sends a heartbeat",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.waitForCallback(name, submit, { heartbeatTimeout: { seconds: 10 } }),
    ),
  }),

  "7-15": () => ({
    title: "Waiting for a callback without a result",
    handler: withDurableExecution((name: string, context: DurableContext) =>
      context.waitForCallback(name, submit),
    ),
  }),
}
