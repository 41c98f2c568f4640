import { CallbackError, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext, Serdes } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"

interface Received {
  readonly id: string
  readonly message: string
  readonly timestamp: Date
}

const receivedSerdes: Pick<Serdes<Received>, "deserialize"> = {
  deserialize: async (text) => {
    if (text === undefined) return undefined
    const value = JSON.parse(text) as { id: string; message: string; timestamp: string }
    return { ...value, timestamp: new Date(value.timestamp) }
  },
}

export const callbackCases: CaseSuite = {
  "4-1": () => ({
    title: "A callback that succeeds",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name)
      return await callback
    }),
  }),

  "4-3": () => ({
    title: "A callback that times out",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name, { timeout: { seconds: 5 } })
      return await callback
    }),
  }),

  "4-5": () => ({
    title: "A heartbeat and then success",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name, { heartbeatTimeout: { seconds: 10 } })
      return await callback
    }),
  }),

  "4-7": () => ({
    title: "A callback fails while nobody waits for it yet",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name)
      await context.step(async () => "submitted")
      return await callback
    }),
  }),

  "4-9": () => ({
    title: "A callback succeeds during a wait",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name)
      await context.wait({ seconds: 5 })
      return await callback
    }),
  }),

  "4-11": () => ({
    title: "A callback times out during a wait",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name, { timeout: { seconds: 3 } })
      await context.wait({ seconds: 6 })
      return await callback
    }),
  }),

  "4-13": () => ({
    title: "A caught callback failure is replayed",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name)
      let message = ""
      try {
        await callback
      } catch (error) {
        if (!(error instanceof CallbackError)) throw error
        message = error.message
      }
      await context.wait({ seconds: 2 })
      return message
    }),
  }),

  "4-15": () => ({
    title: "A callback with its own deserializer",
    handler: withDurableExecution(async (name: string, context: DurableContext) => {
      const [callback] = await context.createCallback(name, { serdes: receivedSerdes })
      const { id, message, timestamp } = await callback
      return { received: { id, message, timestamp: timestamp.getTime() / 1000 } }
    }),
  }),

  "4-17": () => ({
    title: "Two callbacks one after the other",
    handler: withDurableExecution(async (names: [string, string], context: DurableContext) => {
      const [first] = await context.createCallback(names[0])
      const firstResult = await first
      const [second] = await context.createCallback(names[1])
      return [firstResult, await second]
    }),
  }),

  "4-19": () => ({
    title: "Two callbacks awaited in reverse order",
    handler: withDurableExecution(async (names: [string, string], context: DurableContext) => {
      const [first] = await context.createCallback(names[0])
      const [second] = await context.createCallback(names[1])
      const secondResult = await second
      return [await first, secondResult]
    }),
  }),
}
