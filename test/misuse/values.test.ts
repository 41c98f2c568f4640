import { Readable } from "node:stream"
import { describe } from "vitest"
import { ask, done, durable, type Misuse, runner, testMisuse } from "./misuse-table.ts"

const circular: { self?: unknown } = {}
circular.self = circular

const unreadable = Object.defineProperty({}, "total", {
  enumerable: true,
  get: () => {
    throw new RangeError("not readable")
  },
})

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

const inStep = (value: () => unknown, config: object = {}) =>
  durable(async (context) =>
    context.step("make", async () => value(), {
      retryStrategy: () => ({ shouldRetry: false }),
      ...config,
    }),
  )

/** A serdes whose parts are wrong. */
const serdes = (parts: object): object => ({
  serdes: {
    serialize: async (value: unknown) => JSON.stringify(value),
    deserialize: async (text: string) => JSON.parse(text) as unknown,
    ...parts,
  },
})

const huge = "x".repeat(7_000_000)

const values: readonly Misuse[] = [
  [
    "an input that is circular",
    () => runner().run(done, circular),
    "UnserializableValueError: Failed to serialize the input of run: Converting circular structure to JSON",
  ],
  [
    "an input with a BigInt",
    () => runner().run(done, { total: 1n }),
    "UnserializableValueError: Failed to serialize the input of run: Do not know how to serialize a BigInt.",
  ],
  [
    "an input that is a symbol",
    () => runner().run(done, Symbol("input")),
    "UnserializableValueError: Failed to serialize the input of run: it is a symbol.",
  ],
  [
    "an input that is a function",
    () => runner().run(done, () => 1),
    "UnserializableValueError: Failed to serialize the input of run: it is a function.",
  ],
  [
    "an input whose getter throws",
    () => runner().run(done, unreadable),
    "UnserializableValueError: Failed to serialize the input of run: not readable.",
  ],
  [
    "an input that is a revoked proxy",
    () => runner().run(done, revoked),
    "UnserializableValueError: Failed to serialize the input of run: Cannot perform 'get' on a proxy that has been revoked.",
  ],
  [
    "an input whose toJSON throws",
    () =>
      runner().run(done, {
        toJSON: () => {
          throw new RangeError("no JSON")
        },
      }),
    "UnserializableValueError: Failed to serialize the input of run: no JSON.",
  ],
  [
    "an input that is a promise",
    () => runner().run(done, Promise.resolve(1)),
    "UnserializableValueError: Failed to serialize the input of run: it is a promise, so an await may be missing.",
  ],
  [
    "an input that is a stream",
    () => runner().run(done, Readable.from([])),
    "UnserializableValueError: Failed to serialize the input of run: it is a stream, which has to be read first.",
  ],
  [
    "an input that is too large",
    () => runner().run(done, huge),
    "RequestTooLargeException: Request must be smaller than 1048576 bytes",
  ],
  [
    "an answer that is circular",
    () => runner().completeCallback("approve", circular),
    'UnserializableValueError: Failed to serialize the value of completeCallback("approve"): Converting circular structure to',
  ],
  [
    "an answer with a BigInt",
    () => runner().completeCallback("approve", { total: 1n }),
    'UnserializableValueError: Failed to serialize the value of completeCallback("approve"): Do not know how to serialize a BigInt.',
  ],
  [
    "an answer whose getter throws",
    () => runner().completeCallback("approve", unreadable),
    'UnserializableValueError: Failed to serialize the value of completeCallback("approve"): not readable.',
  ],
  [
    "an answer that is too large",
    async () => {
      const asking = runner()
      asking.completeCallback("approve", huge)
      return asking.run(ask)
    },
    "CALLBACK output payload size must be less than or equal to 262144 bytes",
  ],
  [
    "an answer with an error of a wrong type",
    () => runner().failCallback("approve", { ErrorMessage: 5 } as never),
    'InvalidArgumentError: Failed to call failCallback("approve"): the error.ErrorMessage is 5.',
  ],
  [
    "a step that returns a circular value",
    () => runner().run(inStep(() => circular)),
    'FailedInvocationsError: The last 100 invocations of "durable-function" all failed, the last one with SerdesFailedError: ',
  ],
  [
    "a step that returns a BigInt",
    () => runner().run(inStep(() => 1n)),
    'the last one with SerdesFailedError: [Unrecoverable Invocation] Serialization failed for step "make" (1): Do not know how to serialize a BigInt',
  ],
  [
    "a step that returns a value whose getter throws",
    () => runner().run(inStep(() => unreadable)),
    'the last one with SerdesFailedError: [Unrecoverable Invocation] Serialization failed for step "make" (1): not readable',
  ],
  [
    "a step that returns a symbol",
    () => runner().run(inStep(() => Symbol("result"))),
    "SUCCEEDED with undefined",
  ],
  [
    "a step that returns a revoked proxy",
    () => runner().run(inStep(() => revoked)),
    "FAILED with StepError: Cannot perform 'get' on a proxy that has been revoked",
  ],
  [
    "a step that returns too much",
    () => runner().run(inStep(() => huge)),
    "[Unrecoverable Execution] Checkpoint failed: 1 validation error detected",
  ],
  [
    "a step that throws nothing",
    () =>
      runner().run(
        inStep(() => {
          throw undefined
        }),
      ),
    "FAILED with StepError: Unknown error",
  ],
  [
    "a step that throws a text",
    () =>
      runner().run(
        inStep(() => {
          throw "text"
        }),
      ),
    "FAILED with StepError: Unknown error",
  ],
  [
    "a step that throws a symbol",
    () =>
      runner().run(
        inStep(() => {
          throw Symbol("why")
        }),
      ),
    "FAILED with StepError: Unknown error",
  ],
  [
    "a step that throws an object without a prototype",
    () =>
      runner().run(
        inStep(() => {
          throw Object.create(null)
        }),
      ),
    "FAILED with TypeError: Cannot convert object to primitive value",
  ],
  [
    "a step that throws a revoked proxy",
    () =>
      runner().run(
        inStep(() => {
          throw revoked
        }),
      ),
    "FAILED with TypeError: Cannot perform 'getPrototypeOf' on a proxy that has been revoked",
  ],
  [
    "a step that throws a huge error",
    () =>
      runner().run(
        inStep(() => {
          throw new Error(huge)
        }),
      ),
    "FAILED with StepError: xxx",
  ],
  [
    "a serdes that writes a number",
    () => runner().run(inStep(() => 1, serdes({ serialize: async () => 5 }))),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: Expected a string at 'up",
  ],
  [
    "a serdes that writes an object",
    () => runner().run(inStep(() => 1, serdes({ serialize: async () => ({}) }))),
    "FAILED with CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: Expected a string at 'up",
  ],
  [
    "a serdes that cannot write",
    () =>
      runner().run(
        inStep(
          () => 1,
          serdes({
            serialize: async () => {
              throw new RangeError("cannot write")
            },
          }),
        ),
      ),
    'the last one with SerdesFailedError: [Unrecoverable Invocation] Serialization failed for step "make" (1): cannot write',
  ],
  [
    "a serdes that cannot read",
    () =>
      runner().run(
        inStep(
          () => 1,
          serdes({
            deserialize: async () => {
              throw new RangeError("cannot read")
            },
          }),
        ),
      ),
    'the last one with SerdesFailedError: [Unrecoverable Invocation] Deserialization failed for step "make" (1): cannot read',
  ],
  [
    "a serdes without functions",
    () => runner().run(inStep(() => 1, { serdes: {} })),
    'the last one with SerdesFailedError: [Unrecoverable Invocation] Serialization failed for step "make" (1): serdes.serialize is not a function',
  ],
  [
    "a result that is circular",
    () => runner().run(durable(async () => circular)),
    "FAILED with TypeError: Converting circular structure to JSON",
  ],
  [
    "a result that is a BigInt",
    () => runner().run(durable(async () => 1n)),
    "FAILED with TypeError: Do not know how to serialize a BigInt",
  ],
  [
    "a result that is a function",
    () => runner().run(durable(async () => () => 1)),
    "SUCCEEDED with undefined",
  ],
  [
    "a result that is too large",
    () => runner().run(durable(async () => huge)),
    "the service refused the result of the execution, which has 7000002 bytes",
  ],
]

describe("values that cannot be sent end with an error that says so, and nothing is left behind", () => {
  testMisuse(values)
})
