import {
  CallbackSubmitterError,
  type DurableContext,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { type Failure, failureOf } from "./failure.ts"
import type { Timeouts } from "./timeouts.ts"

const submit = async (): Promise<void> => {}

class DeskError extends Error {
  override readonly name = "DeskError"
  readonly errorData = "desk 7"
}

/** One attempt after the other, a minute between them. */
const attempts =
  (count: number) =>
  (_error: unknown, attempt: number): { shouldRetry: boolean; delay: { minutes: number } } => ({
    shouldRetry: attempt < count,
    delay: { minutes: 1 },
  })

describe("B5 the error class of an inner callback that did not succeed", () => {
  /** The failure as each of the two invocations that see it sees it. */
  const failuresOf = async (runner: DurableTestRunner, timeouts: Timeouts): Promise<Failure[]> => {
    const seen: Failure[] = []
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.waitForCallback("approve", submit, timeouts).catch((error: unknown) => {
        seen.push(failureOf(error))
      })
      await context.wait({ seconds: 1 })
    })
    const execution = await runner.run(handler)
    expect(execution.operation("approve").status).toBe("FAILED")
    return seen
  }

  test("B5 FAILED: an external error, at once and after the replay of the context's failure", async () => {
    const runner = new DurableTestRunner(asNeeded)
    runner.failCallback("approve", {
      ErrorType: "Rejected",
      ErrorMessage: "too expensive",
      ErrorData: '{"limit":5}',
    })
    const failures = await failuresOf(runner, {})
    expect(failures).toHaveLength(2)
    for (const failure of failures) {
      expect(failure).toMatchObject({
        class: "CallbackExternalError",
        message: "too expensive",
        data: '{"limit":5}',
        // Not "Rejected": the context's failure does not carry the type of the sender's error.
        causeType: "CallbackExternalError",
      })
    }
  })

  test.each<[string, Timeouts, string]>([
    ["total", { timeout: { hours: 1 } }, "Callback timed out"],
    ["heartbeat", { heartbeatTimeout: { hours: 1 } }, "Callback timed out on heartbeat"],
  ])(
    "B5 TIMED_OUT, %s: a time-out error, at once and on replay",
    async (_title, config, message) => {
      const failures = await failuresOf(new DurableTestRunner(asNeeded), config)
      expect(failures).toHaveLength(2)
      for (const failure of failures) {
        expect(failure).toMatchObject({ class: "CallbackTimeoutError", message })
      }
    },
  )
})

describe("B6 a submitter that fails", () => {
  test("B6 for good: an error class of its own, at once and on replay", async () => {
    const seen: Failure[] = []
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const ask = context.waitForCallback(
        "approve",
        async () => {
          throw new DeskError("the desk is closed")
        },
        { retryStrategy: attempts(3) },
      )
      await ask.catch((error: unknown) => {
        expect(error).toBeInstanceOf(CallbackSubmitterError)
        seen.push(failureOf(error))
      })
      await context.wait({ seconds: 1 })
    })
    const execution = await new DurableTestRunner({ ...exactTimes, ...asNeeded }).run(handler)
    expect(seen).toHaveLength(2)
    for (const failure of seen) {
      expect(failure).toMatchObject({
        class: "CallbackSubmitterError",
        message: "the desk is closed",
      })
      // This SDK keeps neither the type nor the data of what was thrown in the error it hands over;
      // the type is in the history of the submitter.
      expect(failure.causeType).toBe("StepError")
      expect(failure.data).toBeUndefined()
    }
    const [, submitter] = execution.operation("approve").children
    expect(submitter?.attempts.map(({ error }) => error?.ErrorType)).toEqual([
      "DeskError",
      "DeskError",
      "DeskError",
    ])
    expect(execution.durationMs).toBe(2 * 60_000 + 1_000)
  })

  test("B6 at first, and then succeeds: one callback, asked with the same id", async () => {
    const ids: string[] = []
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback(
        "approve",
        async (callbackId) => {
          ids.push(callbackId)
          if (ids.length < 3) throw new DeskError("the desk is closed")
        },
        { retryStrategy: attempts(3) },
      ),
    )
    const runner = new DurableTestRunner()
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(handler)
    expect(execution.result).toBe("yes")
    expect(ids).toHaveLength(3)
    expect(new Set(ids)).toEqual(new Set([execution.operation("approve").callbackId]))
  })

  test("B6 the retry strategy is the submitter's only: a failed callback is not retried", async () => {
    let submissions = 0
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context
        .waitForCallback(
          "approve",
          async () => {
            submissions++
          },
          { retryStrategy: attempts(3) },
        )
        .catch((error: unknown) => failureOf(error).class),
    )
    const runner = new DurableTestRunner()
    runner.failCallback("approve", "no")
    const execution = await runner.run(handler)
    expect(execution.result).toBe("CallbackExternalError")
    expect(submissions).toBe(1)
    expect(execution.invocations).toHaveLength(2)
  })
})

describe("B7 when the submitter has failed for good", () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const error = await context
      .waitForCallback(
        "approve",
        async () => {
          throw new DeskError("the desk is closed")
        },
        { retryStrategy: attempts(1), timeout: { hours: 2 } },
      )
      .catch((thrown: unknown) => failureOf(thrown).class)
    await context.wait({ hours: 1 })
    return error
  })

  test("B7 the inner callback stays open, without an event", async () => {
    const execution = await new DurableTestRunner().run(handler)
    expect(execution.result).toBe("CallbackSubmitterError")
    const [callback] = execution.operation("approve").children
    expect(callback?.status).toBe("STARTED")
    expect(callback?.events.map(({ EventType }) => EventType)).toEqual(["CallbackStarted"])
  })

  test("B7 an answer to it is still welcome, and changes nothing for the handler", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes", { when: "created", after: { minutes: 30 } })
    const execution = await runner.run(handler)
    expect(execution.result).toBe("CallbackSubmitterError")
    expect(execution.operation("approve").children[0]?.status).toBe("SUCCEEDED")
    expect(execution.operation("approve").status).toBe("FAILED")
    expect(execution.durationMs).toBe(3_600_000)
  })
})
