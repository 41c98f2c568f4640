import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError, InvalidDurationError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { expectError } from "../expect-error.ts"

type Call = (runner: DurableTestRunner) => void

const messageOf = (call: Call): string =>
  expectError(() => call(new DurableTestRunner()), InvalidArgumentError).message

test("an option that does not exist is refused, with the one that was meant", () => {
  const call: Call = (runner) => runner.completeCallback("a", 1, { afer: { seconds: 1 } } as never)
  const error = expectError(() => call(new DurableTestRunner()), InvalidArgumentError)
  expect(error.code).toBe("INVALID_ARGUMENT")
  expect(error.message).toMatchInlineSnapshot(
    `"Failed to call completeCallback("a"): there is no option "afer". The options are after, occurrence, when, expectRefused. Did you mean "after"?"`,
  )
})

test("only heartbeatCallback knows `every` and `times`", () => {
  expect(
    messageOf((runner) => runner.failCallback("a", "no", { every: { seconds: 1 } } as never)),
  ).toMatchInlineSnapshot(
    `"Failed to call failCallback("a"): there is no option "every". The options are after, occurrence, when, expectRefused."`,
  )
  expect(
    messageOf((runner) => runner.heartbeatCallback("a", { interval: { seconds: 1 } } as never)),
  ).toMatchInlineSnapshot(
    `"Failed to call heartbeatCallback("a"): there is no option "interval". The options are after, occurrence, when, expectRefused, every, times."`,
  )
})

test("options are an object", () => {
  for (const options of [5, "1 s", null]) {
    const call: Call = (runner) => runner.completeCallback("a", 1, options as never)
    expect(messageOf(call)).toContain(`its options are ${JSON.stringify(options)}`)
  }
})

test("a callback has a name", () => {
  const messages = ["", undefined, 7, {}].map((name) =>
    messageOf((runner) => runner.completeCallback(name as never)),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call completeCallback: the callback's name is "". Pass the name that the handler gave to createCallback or waitForCallback, a pattern, or a callback id.",
      "Failed to call completeCallback: the callback's name is undefined. Pass the name that the handler gave to createCallback or waitForCallback, a pattern, or a callback id.",
      "Failed to call completeCallback: the callback's name is 7. Pass the name that the handler gave to createCallback or waitForCallback, a pattern, or a callback id.",
      "Failed to call completeCallback: the callback's name is {}. Pass the name that the handler gave to createCallback or waitForCallback, a pattern, or a callback id.",
    ]
  `)
})

test("an occurrence is a whole number from 1", () => {
  const messages = [0, -1, 1.5, "2", NaN].map((occurrence) =>
    messageOf((runner) => runner.completeCallback("a", 1, { occurrence } as never)),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call completeCallback("a"): occurrence is 0. The first callback of a name is 1.",
      "Failed to call completeCallback("a"): occurrence is -1. The first callback of a name is 1.",
      "Failed to call completeCallback("a"): occurrence is 1.5. The first callback of a name is 1.",
      "Failed to call completeCallback("a"): occurrence is "2". The first callback of a name is 1.",
      "Failed to call completeCallback("a"): occurrence is NaN. The first callback of a name is 1.",
    ]
  `)
})

test("`when` is created or submitted", () => {
  expect(
    messageOf((runner) => runner.completeCallback("a", 1, { when: "later" } as never)),
  ).toMatchInlineSnapshot(
    `"Failed to call completeCallback("a"): when is "later". Pass "created" or "submitted"."`,
  )
})

test("heartbeats need an interval and a number that make sense", () => {
  const options = [
    { every: {} },
    { times: 3 },
    { every: { seconds: 1 }, times: 0 },
    { every: { seconds: 1 }, times: 2.5 },
  ]
  const messages = options.map((option) =>
    messageOf((runner) => runner.heartbeatCallback("a", option)),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call heartbeatCallback("a"): every is zero. Pass a longer duration.",
      "Failed to call heartbeatCallback("a"): times is 3 and every is missing. Say how much time lies between the heartbeats: { every: { minutes: 10 }, times: 3 }.",
      "Failed to call heartbeatCallback("a"): times is 0. Pass a whole number from 1.",
      "Failed to call heartbeatCallback("a"): times is 2.5. Pass a whole number from 1.",
    ]
  `)
})

test("`after` and `every` are durations", () => {
  const calls: Call[] = [
    (runner) => runner.completeCallback("a", 1, { after: 5_000 as never }),
    (runner) => runner.completeCallback("a", 1, { after: { hour: 1 } as never }),
    (runner) => runner.failCallback(/a/, "no", { after: { hours: -1 } }),
    (runner) => runner.heartbeatCallback("a", { every: { minutes: NaN } }),
    (runner) => runner.timeoutCallback("a", { after: { days: "1" } as never }),
  ]
  const messages = calls.map((call) => {
    const error = expectError(() => call(new DurableTestRunner()), InvalidDurationError)
    expect(error.code).toBe("INVALID_DURATION")
    return error.message
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call completeCallback("a"): after is 5000. A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds.",
      "Failed to call completeCallback("a"): after has no unit "hour". A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds. Did you mean "hours"?",
      "Failed to call failCallback(/a/): after.hours is -1. A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds.",
      "Failed to call heartbeatCallback("a"): every.minutes is NaN. A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds.",
      "Failed to call timeoutCallback("a"): after.days is "1". A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds.",
    ]
  `)
})

test("a call that was refused leaves nothing behind", () => {
  const runner = new DurableTestRunner()
  expectError(() => runner.completeCallback("a", 1, { occurrence: 0 }), InvalidArgumentError)
  expect(() => runner.completeCallback("a", 1, { occurrence: 1 })).not.toThrow()
})
