import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError, InvalidDurationError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { messageOf } from "../error-text.ts"
import { expectError } from "../expect-error.ts"

test("wrong arguments of doubles are refused where they are written", () => {
  const runner = new DurableTestRunner()
  const calls = [
    () => runner.mockStep("", () => {}),
    () => runner.mockStep(undefined as never, () => {}),
    () => runner.mockStep("charge", "paid" as never),
    () => runner.mockStep("charge", () => {}, { attempt: 1 } as never),
    () => runner.mockStep("charge", () => {}, { occurrence: 0 }),
    () => runner.mockStep(/charge/, () => {}, { times: 1.5 }),
    () => runner.mockStep("charge", () => {}, { attempts: [0] }),
    () => runner.mockStep("charge", () => {}, { attempts: 1 as never }),
    () => runner.failStep("charge", undefined as never),
    () => runner.failStep("charge", { ErrorMessage: "no" } as never),
    () => runner.interruptStep("charge", { attempts: [1] } as never),
    () => runner.interruptStep("charge", { attempt: -1 }),
    () => runner.interruptStep("charge", { when: "during" as never }),
  ]
  const messages = calls.map((call) => messageOf(expectError(call, InvalidArgumentError)))
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call mockStep: the step's name is "". Pass the name that the handler gave to context.step, or a pattern for it.",
      "Failed to call mockStep: the step's name is undefined. Pass the name that the handler gave to context.step, or a pattern for it.",
      "Failed to call mockStep("charge"): the mock is "paid". Pass a function that stands in for the body: runner.mockStep("charge", () => ({ paid: true })).",
      "Failed to call mockStep("charge"): there is no option "attempt". The options are occurrence, attempts, times. Did you mean "attempts"?",
      "Failed to call mockStep("charge"): occurrence is 0. Pass a whole number from 1.",
      "Failed to call mockStep(/charge/): times is 1.5. Pass a whole number from 1.",
      "Failed to call mockStep("charge"): attempts[0] is 0. The first attempt is 1.",
      "Failed to call mockStep("charge"): attempts is 1. Pass a list of attempts; the first is 1.",
      "Failed to call failStep("charge"): the error is undefined. Pass the error that the body throws: runner.failStep("charge", new CardDeclined()), or its message.",
      "Failed to call failStep("charge"): the error is {"ErrorMessage":"no"}. Pass the error that the body throws: runner.failStep("charge", new CardDeclined()), or its message.",
      "Failed to call interruptStep("charge"): there is no option "attempts". The options are occurrence, attempt, when. Did you mean "attempt"?",
      "Failed to call interruptStep("charge"): attempt is -1. Pass a whole number from 1.",
      "Failed to call interruptStep("charge"): when is "during". Pass "before" or "after": whether the body has run when the invocation dies.",
    ]
  `)
})

test("a wrong duration names the double", () => {
  const delay = (): unknown => new DurableTestRunner().delayStep("charge", { minuts: 1 } as never)
  expect(messageOf(expectError(delay, InvalidDurationError))).toMatchInlineSnapshot(
    `"Failed to call delayStep("charge"): the duration has no unit "minuts". A duration is an object of non-negative numbers such as { hours: 1, minutes: 30 }; its members are days, hours, minutes, seconds, milliseconds. Did you mean "minutes"?"`,
  )
})
