import { Readable } from "node:stream"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, DurableTestRunnerError, explore } from "durable-test-runner"
import { InvalidArgumentError, UnserializableValueError } from "durable-test-runner/errors"
import { always, eventually } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectError, expectRejection } from "../expect-error.ts"

const handler = withDurableExecution(async (_event: unknown, context) =>
  context.step("one", async () => 1),
)
const ask = withDurableExecution(async (_event: unknown, context) =>
  context.waitForCallback("approve", async () => {}),
)

/** As a library makes a promise of its own. */
const thenableValue: unknown = Object.fromEntries([`then`].map((name) => [name, () => {}]))

describe("options that cannot be (E20)", () => {
  test.each<readonly [string, object]>([
    ["startTime", { startTime: Symbol("now") }],
    ["startTime", { startTime: 8.64e15 }],
    ["startTime", { startTime: null }],
    ["startTime", { startTime: new Date(Number.NaN) }],
    ["seed", { seed: {} }],
    ["seed", { seed: Number.NaN }],
    ["seed", { seed: Symbol("seed") }],
    ["allowUnusedScripts", { allowUnusedScripts: "yes" }],
    ["service.region", { service: { region: "a b" } }],
    ["service.accountId", { service: { accountId: 123_456_789_012 } }],
    ["service", { service: [] }],
    ["service.limits", { service: { limits: null } }],
    ["its options are []", []],
    ["its options are a promise", Promise.resolve({})],
    ["settleTimeoutMs", { settleTimeoutMs: Infinity }],
    ["chooser", { chooser: () => 0 }],
  ])("%s is refused by new DurableTestRunner: %o", (path, options) => {
    const { message } = expectError(() => new DurableTestRunner(options), InvalidArgumentError)
    expect(message).toContain("Failed to call new DurableTestRunner: ")
    expect(message).toContain(path)
  })

  test.each<readonly [string, object]>([
    ["failures", { failures: 5 }],
    ["failures", { failures: true }],
    ["shard", { shard: null }],
    ["shard.index", { shard: { count: 2 } }],
    ["shard.count", { shard: { index: 0, count: Number.NaN } }],
    ["progress", { progress: "yes" }],
    ["workers.count", { workers: { count: 0, module: "/x.ts" } }],
    ["runner.seed", { runner: { seed: [] } }],
    ["its options are []", []],
  ])("%s is refused by explore: %o", async (path, options) => {
    const { message } = await expectRejection(explore(handler, options), InvalidArgumentError)
    expect(message).toContain("Failed to call explore: ")
    expect(message).toContain(path)
  })

  test.each([undefined, null, 5, Symbol("d1"), {}, Promise.resolve("d1")])(
    "replaySchedule and runSchedule refuse %s as a schedule",
    async (schedule) => {
      const runner = new DurableTestRunner()
      for (const method of ["replaySchedule", "runSchedule"] as const) {
        const call = runner[method](schedule as never, handler)
        const { message } = await expectRejection(call, InvalidArgumentError)
        expect(message).toContain(`Failed to call ${method}: the schedule is`)
      }
    },
  )

  test("no method ends in a raw error, whatever its options are", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const oddities: readonly unknown[] = [null, [], 5, "x", Symbol("x"), { odd: 1 }, proxy]
    for (const odd of oddities as readonly never[]) {
      const calls: readonly ((runner: DurableTestRunner) => unknown)[] = [
        (runner) => runner.run(handler, {}, odd),
        (runner) => runner.start(handler, {}, odd),
        (runner) => runner.checkReplay(handler, {}, odd),
        (runner) => runner.assertReplay(handler, {}, odd),
        (runner) => runner.runSchedule("d1.0.000", handler, {}, odd),
        (runner) => runner.replaySchedule("d1.0.000", handler, {}, odd),
        (runner) => runner.completeCallback("a", 1, odd),
        (runner) => runner.failCallback("a", "no", odd),
        (runner) => runner.heartbeatCallback("a", odd),
        (runner) => runner.timeoutCallback("a", odd),
        (runner) => runner.onCallback("a", () => {}, odd),
        (runner) => runner.mockStep("a", () => 1, odd),
        (runner) => runner.failStep("a", "no", odd),
        (runner) => runner.delayStep("a", {}, odd),
        (runner) => runner.interruptStep("a", odd),
        (runner) => runner.mockFunction("a", () => 1, odd),
        (runner) => runner.registerFunction("a", handler, odd),
        (runner) => runner.advance(odd),
        (runner) => runner.replay(odd, []),
        (runner) => runner.replayAll(odd, []),
      ]
      for (const call of calls) {
        const outcome = (async () => call(new DurableTestRunner()))()
        const error = await expectRejection(outcome, DurableTestRunnerError)
        expect(error.message).toMatch(/^Failed to /u)
      }
    }
  })
})

describe("what JSON would lose is refused (E16)", () => {
  const lost: readonly (readonly [string, unknown, string])[] = [
    ["a promise", Promise.resolve(1), "a promise"],
    ["a promise within", { order: { customer: Promise.resolve(1) } }, 'under "customer"'],
    ["a thenable", thenableValue, "a promise"],
    ["a Map", new Map([["a", 1]]), "a Map"],
    ["a Set in a list", [new Set([1])], "a Set"],
    ["a stream", Readable.from(["a"]), "a stream"],
    ["a web stream", new ReadableStream(), "a stream"],
    ["an error", new Error("lost"), "without its message"],
    ["bytes without a view", new ArrayBuffer(2), "an ArrayBuffer"],
  ]

  test.each(lost)("%s, as the value of a callback and as an input", async (_name, value, words) => {
    const runner = new DurableTestRunner()
    const errors = [
      expectError(() => runner.completeCallback("approve", value), UnserializableValueError),
      await expectRejection(runner.run(handler, value), UnserializableValueError),
      expectError(() => runner.start(handler, value), UnserializableValueError),
    ]
    for (const { message } of errors) expect(message).toContain(words)
  })

  test.each(lost)("%s, by callback.succeed", async (_name, value, words) => {
    const execution = new DurableTestRunner().start(ask)
    const callback = await execution.untilCallback("approve")
    const { message } = await expectRejection(callback.succeed(value), UnserializableValueError)
    expect(message).toContain(words)
  })

  test("what says itself how it looks as JSON is fine, and so are dates", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const echo = withDurableExecution(async (event: unknown) => event)
    const { result } = await runner.run(echo, { at: new Date(0), map: { toJSON: () => 5 } })
    expect(result).toEqual({ at: "1970-01-01T00:00:00.000Z", map: 5 })
  })
})

describe("what failCallback reports (E17)", () => {
  const fail = withDurableExecution(async (_event: unknown, context) => {
    const [promise] = await context.createCallback("x")
    return promise.catch((error: unknown) => (error as Error).message)
  })

  test.each([
    ["an object with a message", { message: "no budget" }],
    ["an object with name and message", { name: "Refused", message: "no budget" }],
    ["an Error", new RangeError("no budget")],
    ["a text", "no budget"],
    ["the object of the API", { ErrorMessage: "no budget" }],
  ])("%s arrives with its message", async (_name, error) => {
    const runner = new DurableTestRunner(exactTimes)
    runner.failCallback("x", error as never)
    expect((await runner.run(fail)).result).toContain("no budget")
  })

  test.each([
    [{ ErrorMesage: "no" }, 'Did you mean "ErrorMessage"?'],
    [{ errorMessage: "no" }, 'Did you mean "ErrorMessage"?'],
    [{ message: "no", mesage: "no" }, 'Did you mean "message"?'],
    [{ reason: "no" }, "The options in the error are ErrorType, ErrorMessage"],
    [{ ErrorMessage: 5 }, "the error.ErrorMessage is 5"],
    [null, "the error is null"],
    [5, "the error is 5"],
    [Promise.resolve("no"), "the error is a promise"],
  ])("%o is refused", (error, words) => {
    const call = (): void => new DurableTestRunner().failCallback("x", error as never)
    const { message } = expectError(call, InvalidArgumentError)
    expect(message).toContain('Failed to call failCallback("x"): ')
    expect(message).toContain(words)
  })
})

describe("a function whose promise nobody awaits is refused (A7)", () => {
  const late = (): Promise<boolean> => Promise.resolve(false)
  const thenable = (): unknown => thenableValue
  const failing = (): Promise<never> => Promise.reject(new Error("nobody sees this"))

  test.each([
    ["observe", { observe: async () => [] }],
    ["prepare", { prepare: async () => {} }],
    ["allow", { allow: async () => true }],
    ["observe", { observe: late }],
    ["observe", { observe: thenable }],
    ["observe", { observe: failing }],
    ["prepare", { prepare: late }],
    ["prepare", { prepare: failing }],
    ["the predicate", { check: [always("a thing", late)] }],
    ["the predicate", { check: [always("a thing", thenable)] }],
    ["the predicate", { check: [eventually("a thing", late)] }],
    ["the predicate", { check: [eventually("a thing", failing)] }],
  ])("%s of explore: %o", async (subject, options) => {
    const call = explore(handler, { failures: false, ...(options as object) })
    const { message } = await expectRejection(call, InvalidArgumentError)
    expect(message).toContain(subject)
    expect(message).toMatch(/promise/u)
  })

  test.each([always, eventually])("%o, where it is written", (make) => {
    const call = (): unknown => make("a thing", async () => true)
    expect(expectError(call, InvalidArgumentError).message).toContain("async")
  })
})
