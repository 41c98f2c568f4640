import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { BatchResult, DurableContext, Serdes } from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"

type Branch = (context: DurableContext) => Promise<string>

const returning =
  (value: string): Branch =>
  async () =>
    value

const stepping =
  (value: string): Branch =>
  (context) =>
    context.step(async () => value)

const throwing: Branch = async () => {
  throw new Error("Branch failed")
}

const countsOf = (batch: BatchResult<unknown>): Record<string, unknown> => ({
  completionReason: batch.completionReason,
  successCount: batch.successCount,
  failureCount: batch.failureCount,
  totalCount: batch.totalCount,
})

const summaryOf = (batch: BatchResult<unknown>): Record<string, unknown> => ({
  ...countsOf(batch),
  status: batch.status,
})

const wrappingSerdes: Serdes<string> = {
  serialize: async (value) => JSON.stringify({ wrapped: value }),
  deserialize: async (text) => text && JSON.parse(text).wrapped,
}

export const parallelCases: CaseSuite = {
  "8-1": () => ({
    title: "Two branches with a step each",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [stepping("task-1"), stepping("task-2")]
      const batch = await context.parallel("parallel", branches, { maxConcurrency: 1 })
      return batch.getResults()
    }),
  }),

  "8-3": () => ({
    title: "Named branches",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [
        { name: "first", func: returning("one") },
        { name: "second", func: returning("two") },
      ]
      const batch = await context.parallel("named", branches, { maxConcurrency: 1 })
      return batch.getResults()
    }),
  }),

  "8-5": () => ({
    title: "No branches",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.parallel<string>("empty", [])
      return batch.getResults()
    }),
  }),

  "8-7": () => ({
    title: "The failure of a branch is thrown",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.parallel("throwing", [throwing, returning("unreached")], {
        maxConcurrency: 1,
        completionConfig: { toleratedFailureCount: 0 },
      })
      batch.throwIfError()
    }),
  }),

  "8-9": () => ({
    title: "One failure is tolerated",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [returning("first"), throwing, returning("third")]
      const batch = await context.parallel("tolerated", branches, {
        maxConcurrency: 1,
        completionConfig: { toleratedFailureCount: 1 },
      })
      return summaryOf(batch)
    }),
  }),

  "8-11": () => ({
    title: "Concurrent branches keep their order in the result",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [returning("r0"), returning("r1"), returning("r2")]
      const batch = await context.parallel("concurrent", branches, { maxConcurrency: 2 })
      return batch.getResults()
    }),
  }),

  "8-13": () => ({
    title: "More failures than the tolerated percentage",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [throwing, throwing, returning("third"), returning("fourth")]
      const batch = await context.parallel("tolerated-pct", branches, {
        maxConcurrency: 1,
        completionConfig: { toleratedFailurePercentage: 25 },
      })
      return countsOf(batch)
    }),
  }),

  "8-15": () => ({
    title: "Branches with their own serializer",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const batch = await context.parallel("serde", [returning("x"), returning("y")], {
        maxConcurrency: 1,
        itemSerdes: wrappingSerdes,
      })
      return batch.getResults()
    }),
  }),

  "8-17": () => ({
    title: "Fewer successes than wanted",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [returning("first"), throwing, returning("third")]
      const batch = await context.parallel("min-not-reached", branches, {
        maxConcurrency: 1,
        completionConfig: { minSuccessful: 3 },
      })
      return summaryOf(batch)
    }),
  }),

  "8-19": () => ({
    title: "A concurrency of zero is refused",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const branches = [returning("first"), returning("second")]
      const batch = await context.parallel("bad-concurrency", branches, { maxConcurrency: 0 })
      return batch.getResults()
    }),
  }),

  "8-21": () => ({
    title: "Branches in a branch",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const nested = async (branch: DurableContext): Promise<string[]> => {
        const steps = [stepping("i1"), stepping("i2")]
        const inner = await branch.parallel("inner", steps, { maxConcurrency: 1 })
        return inner.getResults()
      }
      const outer = await context.parallel("outer", [nested], { maxConcurrency: 1 })
      return outer.getResults()
    }),
  }),
}
