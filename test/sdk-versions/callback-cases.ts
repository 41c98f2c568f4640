import { type ReferenceCase, retryEverySecond } from "./reference-case.ts"
import type { Sdk } from "./sdks.ts"

const callback = (sdk: Sdk, config?: { timeout: { seconds: number } }) =>
  sdk.withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve", config)
    return answer
  })

export const CALLBACK_CASES: readonly ReferenceCase[] = [
  {
    title: "callback",
    handler: (sdk) => callback(sdk),
    prepare: (runner) => runner.completeCallback("approve", "yes", { after: { seconds: 3 } }),
  },
  {
    title: "callback timeout",
    handler: (sdk) => callback(sdk, { timeout: { seconds: 5 } }),
  },
  {
    title: "callback done during a wait",
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event: unknown, context) => {
        const [answer] = await context.createCallback("approve")
        await context.wait("pause", { seconds: 5 })
        return answer
      }),
    prepare: (runner) => runner.completeCallback("approve", "yes", { after: { seconds: 2 } }),
  },
  {
    title: "two callbacks",
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event: unknown, context) => {
        const [first] = await context.createCallback("A")
        const [second] = await context.createCallback("B")
        return Promise.all([first, second])
      }),
    prepare: (runner) => {
      runner.completeCallback("A", "1", { after: { seconds: 3 } })
      runner.completeCallback("B", "2", { after: { seconds: 6 } })
    },
  },
  {
    title: "waitForCallback",
    handler: (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) =>
        context.waitForCallback("approve", async () => {}),
      ),
    prepare: (runner) => runner.completeCallback("approve", "yes", { after: { seconds: 3 } }),
  },
  {
    title: "waitForCallback, submitter fails 2x",
    handler: (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) =>
        context.waitForCallback(
          "approve",
          async () => {
            throw new Error("nobody there")
          },
          { retryStrategy: retryEverySecond(2) },
        ),
      ),
  },
]
