import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { exactTimes } from "../../support/exact-times.ts"
import { neverRetry, retryEverySecond } from "../strategies.ts"

export async function greetingStep(): Promise<Execution> {
  const handler = withDurableExecution((name: string, context) =>
    context.step("greet", async () => `hello, ${name}`),
  )
  return new DurableTestRunner(exactTimes).run(handler, "ada")
}

export async function stepThatFailsOnce(): Promise<Execution> {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(
      "flaky",
      async ({ attempt }) => {
        if (attempt === 1) throw new Error("not yet")
        return attempt
      },
      { retryStrategy: retryEverySecond(2) },
    ),
  )
  return new DurableTestRunner(exactTimes).run(handler)
}

export async function stepThatExhaustsItsRetries(): Promise<Execution> {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(
      "doomed",
      async ({ attempt }) => {
        throw new Error(`failure ${attempt}`)
      },
      { retryStrategy: retryEverySecond(4) },
    ),
  )
  return new DurableTestRunner(exactTimes).run(handler)
}

export async function conditionOfThreeChecks(): Promise<Execution> {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCondition("count", async (count: number) => count + 1, {
      initialState: 0,
      waitStrategy: (count) =>
        count >= 3 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 10 } },
    }),
  )
  return new DurableTestRunner(exactTimes).run(handler)
}

export async function handlerThatFailsAtOnce(): Promise<Execution> {
  const handler = withDurableExecution(async () => {
    throw new TypeError("no order")
  })
  return new DurableTestRunner().run(handler, {})
}

export async function stepWithoutRetry(): Promise<Execution> {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step(
      "once",
      async () => {
        throw new Error("broken")
      },
      { retryStrategy: neverRetry },
    ),
  )
  return new DurableTestRunner(exactTimes).run(handler)
}
