import type { ReferenceCase } from "./reference-case.ts"

export const CONTEXT_CASES: readonly ReferenceCase[] = [
  {
    title: "invoke",
    handler: (sdk) =>
      sdk.withDurableExecution((order: object, context) =>
        context.invoke("charge", "payments:$LATEST", order),
      ),
    prepare: (runner, sdk) => {
      const payments = sdk.withDurableExecution((_order: unknown, context) =>
        context.wait("settle", { seconds: 10 }),
      )
      runner.registerFunction("payments", payments)
    },
  },
  {
    title: "large child result",
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event: unknown, context) => {
        const large = await context.runInChildContext("outer", async (child) => {
          const letter = await child.step("letter", async () => "x")
          return letter.repeat(300 * 1_024)
        })
        await context.wait("pause", { seconds: 1 })
        return large.length
      }),
  },
  {
    title: "parallel, sequential",
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event: unknown, context) => {
        const batch = await context.parallel(
          "both",
          [
            { name: "left", func: (branch) => branch.step("l", async () => 1) },
            { name: "right", func: (branch) => branch.step("r", async () => 2) },
          ],
          { maxConcurrency: 1 },
        )
        return batch.getResults()
      }),
  },
]
