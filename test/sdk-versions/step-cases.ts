import { setTimeout as sleep } from "node:timers/promises"
import { neverRetry, type ReferenceCase, retryEverySecond } from "./reference-case.ts"
import type { Sdk } from "./sdks.ts"

/** The first time, the process ends while the step runs; its start is with the service by then. */
function crashOnce(): () => Promise<string> {
  let begun = 0
  return async () => {
    begun++
    await sleep(100)
    if (begun === 1) process.exit(1)
    return "survived"
  }
}

const failing = async (): Promise<never> => {
  throw new Error("not yet")
}

const retrying = (sdk: Sdk, failures: number, maxAttempts: number) => {
  let attempt = 0
  return sdk.withDurableExecution((_event: unknown, context) =>
    context.step("flaky", async () => (++attempt <= failures ? failing() : attempt), {
      retryStrategy: retryEverySecond(maxAttempts),
    }),
  )
}

export const STEP_CASES: readonly ReferenceCase[] = [
  {
    title: "step",
    handler: (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) =>
        context.step("greet", async () => "hello"),
      ),
  },
  {
    title: "wait 2 s",
    handler: (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) => context.wait("pause", { seconds: 2 })),
  },
  {
    title: "retry once",
    handler: (sdk) => retrying(sdk, 1, 2),
  },
  {
    title: "retry exhausted (4)",
    handler: (sdk) => retrying(sdk, Infinity, 4),
  },
  {
    title: "waitForCondition to 3",
    handler: (sdk) =>
      sdk.withDurableExecution((_event: unknown, context) =>
        context.waitForCondition("count", async (count: number) => count + 1, {
          initialState: 0,
          waitStrategy: (count) =>
            count >= 3
              ? { shouldContinue: false }
              : { shouldContinue: true, delay: { seconds: 1 } },
        }),
      ),
  },
  {
    title: "crash, at-most-once, no retry",
    handler: (sdk) => {
      const body = crashOnce()
      return sdk.withDurableExecution((_event: unknown, context) =>
        context.step("fragile", body, {
          semantics: sdk.StepSemantics.AtMostOncePerRetry,
          retryStrategy: neverRetry,
        }),
      )
    },
  },
  {
    title: "crash, at-most-once, retry",
    handler: (sdk) => {
      const body = crashOnce()
      return sdk.withDurableExecution((_event: unknown, context) =>
        context.step("fragile", body, {
          semantics: sdk.StepSemantics.AtMostOncePerRetry,
          retryStrategy: retryEverySecond(2),
        }),
      )
    },
  },
  {
    title: "crash in child, at-least-once",
    handler: (sdk) => {
      const body = crashOnce()
      return sdk.withDurableExecution((_event: unknown, context) =>
        context.runInChildContext("outer", (child) => child.step("fragile", body)),
      )
    },
  },
  {
    title: "fail before any operation",
    handler: (sdk) =>
      sdk.withDurableExecution(async () => {
        throw new TypeError("no order")
      }),
  },
]
