import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"

export const waitCases: CaseSuite = {
  "2-1": () => ({
    title: "A wait",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.wait({ seconds: 2 })
    }),
  }),

  "2-3": () => ({
    title: "Two waits in a row",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.wait("wait-1", { seconds: 2 })
      await context.wait("wait-2", { seconds: 2 })
      return { completedWaits: 2 }
    }),
  }),

  "2-5": () => ({
    title: "A wait of an hour",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.wait({ hours: 1 })
    }),
  }),
}
