import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe } from "vitest"
import { durable, type Misuse, runner, testMisuse } from "./misuse-table.ts"

const odd = (value: unknown): never => value as never
const using = (body: (context: DurableContext) => Promise<unknown>) => () =>
  runner({ maxFailedInvocations: 2 }).run(durable(body))

const context: readonly Misuse[] = [
  [
    "a step without a body",
    using(async (c) => c.step("one", odd(undefined))),
    "FAILED with StepError: fn is not a function",
  ],
  [
    "a step whose body is a value",
    using(async (c) => c.step("one", odd(5))),
    "FAILED with StepError: fn is not a function",
  ],
  [
    "a step with a name of a wrong type",
    using(async (c) => c.step(odd(5), async () => 1)),
    "FAILED with StepError: fn is not a function",
  ],
  [
    "a step with a name that is too long",
    using(async (c) => c.step("n".repeat(300), async () => 1)),
    "Checkpoint failed: 2 validation errors detected",
  ],
  [
    "a retry strategy that is no function",
    using(async (c) =>
      c.step(
        "one",
        async () => {
          throw new Error("no")
        },
        { retryStrategy: odd("never") },
      ),
    ),
    "FAILED with TypeError: options?.retryStrategy is not a function",
  ],
  [
    "a retry strategy that throws",
    using(async (c) =>
      c.step(
        "one",
        async () => {
          throw new Error("no")
        },
        {
          retryStrategy: () => {
            throw new RangeError("strategy")
          },
        },
      ),
    ),
    "FAILED with RangeError: strategy",
  ],
  [
    "a retry strategy without a delay",
    using(async (c) =>
      c.step(
        "one",
        async () => {
          throw new Error("no")
        },
        { retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 2 }) },
      ),
    ),
    "FAILED with StepError: no",
  ],
  [
    "a retry strategy with a negative delay",
    using(async (c) =>
      c.step(
        "one",
        async () => {
          throw new Error("no")
        },
        {
          retryStrategy: (_error, attempt) => ({
            shouldRetry: attempt < 2,
            delay: { seconds: -5 },
          }),
        },
      ),
    ),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: 1 validation error detec",
  ],
  [
    "a wait for a number",
    using(async (c) => c.wait(odd(5))),
    "FAILED with TypeError: Cannot use 'in' operator to search for 'days' in 5",
  ],
  [
    "a wait for no time",
    using(async (c) => c.wait({ seconds: 0 })),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: 1 validation error detec",
  ],
  [
    "a wait for a negative time",
    using(async (c) => c.wait({ seconds: -1 })),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: 1 validation error detec",
  ],
  [
    "a wait for NaN seconds",
    using(async (c) => c.wait({ seconds: Number.NaN })),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: Expected an integer at '",
  ],
  [
    "a wait for ten years",
    using(async (c) => c.wait({ days: 3_650 })),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: 1 validation error detec",
  ],
  [
    "a callback with a time-out of no time",
    using(async (c) => c.createCallback("approve", { timeout: { seconds: 0 } })),
    "SUCCEEDED with [",
  ],
  [
    "a callback with a time-out of a wrong type",
    using(async (c) => c.createCallback("approve", { timeout: odd("1h") })),
    "FAILED with TypeError: Cannot use 'in' operator to search for 'days' in 1h",
  ],
  [
    "a submitter that is no function",
    using(async (c) => c.waitForCallback("approve", odd("mail"))),
    "FAILED with Error: waitForCallback requires a submitter function when name is provided",
  ],
  [
    "a submitter that throws",
    using(async (c) =>
      c.waitForCallback(
        "approve",
        async () => {
          throw new RangeError("no mail")
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      ),
    ),
    "FAILED with CallbackSubmitterError: no mail",
  ],
  [
    "an invoke of a function that nobody registered",
    using(async (c) => c.invoke("mail", {})),
    "FAILED with InvokeError: Function not found: arn:aws:lambda:us-east-1:123456789012:function:mail:$LATEST",
  ],
  [
    "an invoke of no name",
    using(async (c) => c.invoke("", {})),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: 1 validation error detec",
  ],
  [
    "an invoke with a payload that is circular",
    using(async (c) => {
      const payload: { self?: unknown } = {}
      payload.self = payload
      return c.invoke("mail", payload)
    }),
    'FailedInvocationsError: The last 2 invocations of "durable-function" all failed, the last one with SerdesFailedError: [U',
  ],
  [
    "a map over no list",
    using(async (c) => c.map("items", odd(5), async () => 1)),
    "FAILED with Error: Map operation requires an array of items",
  ],
  [
    "a map without a function",
    using(async (c) => c.map("items", [1], odd(undefined))),
    "FAILED with Error: Map operation requires a function to process items",
  ],
  [
    "a map with no concurrency",
    using(async (c) => c.map("items", [1], async () => 1, { maxConcurrency: 0 })),
    "FAILED with Error: Invalid maxConcurrency: 0.",
  ],
  [
    "a parallel of no functions",
    using(async (c) => c.parallel("both", odd([1, 2]))),
    "FAILED with Error: All branches must be functions or NamedParallelBranch objects",
  ],
  [
    "a condition without a strategy",
    using(async (c) => c.waitForCondition("paid", async () => 1, odd({ initialState: 0 }))),
    "FAILED with Error: waitForCondition requires config with waitStrategy and initialState",
  ],
  [
    "a child context without a function",
    using(async (c) => c.runInChildContext("child", odd(undefined))),
    "FAILED with ChildContextError: fn is not a function",
  ],
  [
    "a step inside of a step",
    using(async (c) =>
      c.step("outer", async () => c.step("inner", async () => 1), {
        retryStrategy: () => ({ shouldRetry: false }),
      }),
    ),
    'FAILED with Error: Context usage error in "step": You are using a parent or sibling context instead of the current child context.',
  ],
  [
    "a step of a context that has completed",
    using(async (c) => {
      let kept: DurableContext | undefined
      await c.runInChildContext("child", async (child) => {
        kept = child
      })
      return kept?.step("late", async () => 1)
    }),
    'FAILED with Error: Context usage error in "step": You are using a parent or sibling context instead of the current child context.',
  ],
  [
    "a method of the context without the context",
    using(async (c) => {
      const step = Reflect.get(c, "step") as (name: string, body: () => unknown) => Promise<unknown>
      return step("one", async () => 1)
    }),
    "FAILED with TypeError: Cannot read properties of undefined (reading 'stepInternal')",
  ],
  [
    "a method that no context has",
    using(async (c) => (Reflect.get(c, "sleep") as (seconds: number) => Promise<void>)(1)),
    "FAILED with TypeError: Reflect.get(...) is not a function",
  ],
]

describe("misuse of the context ends with an error, and nothing is left behind", () => {
  testMisuse(context)
})
