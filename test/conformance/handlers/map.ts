import { BatchItemStatus, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { BatchResult, DurableContext, Serdes } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"

const RESULT_PREFIX = "OPSERDE:"

/**
 * Writes only the results of a batch. What it reads back is the part of a batch that the SDK needs
 * to build one again.
 */
const joiningSerdes: Serdes<BatchResult<string>> = {
  serialize: async (batch) =>
    batch === undefined ? undefined : RESULT_PREFIX + batch.getResults().join(","),
  deserialize: async (text) => {
    if (text === undefined) return undefined
    const results = text.slice(RESULT_PREFIX.length).split(",")
    const all = results.map((result, index) => ({
      result,
      index,
      status: BatchItemStatus.SUCCEEDED,
    }))
    return { all, completionReason: "ALL_COMPLETED" } as unknown as BatchResult<string>
  },
}

export const mapCases: CaseSuite = {
  "9-1": () => ({
    title: "A step for each item",
    handler: withDurableExecution(async (names: string[], context: DurableContext) => {
      const batch = await context.map(
        "map",
        names,
        (item, name) => item.step(async () => `Hello, ${name}!`),
        { maxConcurrency: 1 },
      )
      return batch.getResults()
    }),
  }),

  "9-3": () => ({
    title: "Items and their indexes",
    handler: withDurableExecution(async (numbers: number[], context: DurableContext) => {
      const batch = await context.map(
        "indexed",
        numbers,
        async (_item, number, index) => number + index,
        { maxConcurrency: 1 },
      )
      return batch.getResults()
    }),
  }),

  "9-5": () => ({
    title: "The first failure ends the map",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map(
        "failfast",
        [0, 1, 2],
        async (_item, number) => {
          if (number === 1) throw new Error("Item failed")
          return "ok"
        },
        { maxConcurrency: 1, completionConfig: { toleratedFailureCount: 0 } },
      )
      const { completionReason, status, successCount, failureCount, totalCount } = batch
      return { completionReason, status, successCount, failureCount, totalCount }
    }),
  }),

  "9-7": () => ({
    title: "Enough successes end the map",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map("min-successful", [0, 1, 2, 3], async () => "ok", {
        maxConcurrency: 1,
        completionConfig: { minSuccessful: 2 },
      })
      const { completionReason, successCount, totalCount } = batch
      return { completionReason, successCount, totalCount }
    }),
  }),

  "9-9": () => ({
    title: "More failures than tolerated end the map",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map(
        "tolerated-exceeded",
        [0, 1, 2],
        async (_item, number) => {
          if (number < 2) throw new Error("Item failed")
          return "ok"
        },
        { maxConcurrency: 1, completionConfig: { toleratedFailureCount: 1 } },
      )
      const { completionReason, successCount, failureCount, totalCount } = batch
      return { completionReason, successCount, failureCount, totalCount }
    }),
  }),

  "9-11": () => ({
    title: "Concurrent items keep their order in the result",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map(
        "concurrent",
        ["r0", "r1", "r2"],
        async (_item, result) => result,
        { maxConcurrency: 2 },
      )
      return batch.getResults()
    }),
  }),

  "9-13": () => ({
    title: "Names for the items",
    handler: withDurableExecution(async (numbers: number[], context: DurableContext) => {
      const batch = await context.map(
        "named-items",
        numbers,
        async (_item, number) => number * 10,
        {
          maxConcurrency: 1,
          itemNamer: (number) => `item-${number}`,
        },
      )
      return batch.getResults()
    }),
  }),

  "9-15": () => ({
    title: "A wait in an item",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map(
        "suspend",
        ["r0", "r1"],
        async (item, result, index) => {
          if (index === 1) await item.wait({ seconds: 1 })
          return item.step(async () => result)
        },
        { maxConcurrency: 1 },
      )
      return batch.getResults()
    }),
  }),

  "9-17": () => ({
    title: "A wait after a map",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map(
        "then-wait",
        ["a", "b"],
        async (_item, letter) => letter.toUpperCase(),
        { maxConcurrency: 1 },
      )
      await context.wait({ seconds: 1 })
      return batch.getResults()
    }),
  }),

  "9-19": () => ({
    title: "A serializer for the whole result",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.map(
        "op-serde",
        ["x", "y"],
        async (_item, letter) => letter.toUpperCase(),
        { maxConcurrency: 1, serdes: joiningSerdes },
      )
      return batch.getResults()
    }),
  }),
}
