import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { expectError } from "../expect-error.ts"

const messagesOf = (options: readonly object[]): string[] =>
  options.map(
    (option) => expectError(() => new DurableTestRunner(option), InvalidArgumentError).message,
  )

test("options of the service that do not exist are refused, with the one that was meant", () => {
  const messages = messagesOf([
    { service: { staleTokenTxt: "x" } },
    { service: { limits: { operation: 3 } } },
    { service: { invocationRetry: { maxAttempt: 3 } } },
    { service: { seed: 1 } },
  ])
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call new DurableTestRunner: there is no option "staleTokenTxt" in service. The options in service are partition, region, accountId, limits, invocationRetry, staleTokenText, errorTexts, historyIncludesExecutionData, emptyCallbackFailureInvokes, pendingReinvocation, enforceSynchronousTimeout, allowUnqualifiedInvokes. Did you mean "staleTokenText"?",
      "Failed to call new DurableTestRunner: there is no option "operation" in service.limits. The options in service.limits are stepPayloadBytes, contextPayloadBytes, chainedInvokeInputBytes, chainedInvokeOutputBytes, callbackResultBytes, errorObjectBytes, synchronousPayloadBytes, asynchronousPayloadBytes, checkpointedResultBytes, operations, storedBytes, pageBytes, pageItems, defaultPageItems, markerLifetimeMs, clientTokenWindowMs. Did you mean "operations"?",
      "Failed to call new DurableTestRunner: there is no option "maxAttempt" in service.invocationRetry. The options in service.invocationRetry are immediateRetries, initialDelaySeconds, multiplier, maxDelaySeconds, maxAttempts. Did you mean "maxAttempts"?",
      "Failed to call new DurableTestRunner: there is no option "seed" in service. The options in service are partition, region, accountId, limits, invocationRetry, staleTokenText, errorTexts, historyIncludesExecutionData, emptyCallbackFailureInvokes, pendingReinvocation, enforceSynchronousTimeout, allowUnqualifiedInvokes.",
    ]
  `)
  const [unknownText] = messagesOf([{ service: { errorTexts: { callbackClose: "x" } } }])
  expect(unknownText).toContain('there is no option "callbackClose"')
  expect(unknownText).toContain('Did you mean "callbackClosed"?')
})

test("options of the service of a wrong type are refused", () => {
  const messages = messagesOf([
    { service: { region: 1 } },
    { service: { limits: 5 } },
    { service: { limits: { operations: "many" } } },
    { service: { limits: { operations: -1 } } },
    { service: { invocationRetry: { maxAttempts: null } } },
    { service: { pendingReinvocation: "always" } },
    { service: { historyIncludesExecutionData: "yes" } },
    { service: { errorTexts: { functionNotFound: "not a function" } } },
    { pageSize: -1 },
    { pageSize: 1.5 },
    { chooser: "first" },
  ])
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to call new DurableTestRunner: service.region is 1. Pass a region of AWS, such as "eu-west-1".",
      "Failed to call new DurableTestRunner: service.limits is 5. Pass an object. Its members are stepPayloadBytes, contextPayloadBytes, chainedInvokeInputBytes, chainedInvokeOutputBytes, callbackResultBytes, errorObjectBytes, synchronousPayloadBytes, asynchronousPayloadBytes, checkpointedResultBytes, operations, storedBytes, pageBytes, pageItems, defaultPageItems, markerLifetimeMs, clientTokenWindowMs.",
      "Failed to call new DurableTestRunner: service.limits.operations is "many". Pass a non-negative number.",
      "Failed to call new DurableTestRunner: service.limits.operations is -1. Pass a non-negative number.",
      "Failed to call new DurableTestRunner: service.invocationRetry.maxAttempts is null. Pass a non-negative number.",
      "Failed to call new DurableTestRunner: service.pendingReinvocation is "always". Pass "untold-changes" or "any-trigger".",
      "Failed to call new DurableTestRunner: service.historyIncludesExecutionData is "yes". Pass true or false.",
      "Failed to call new DurableTestRunner: service.errorTexts.functionNotFound is "not a function". Pass a function.",
      "Failed to call new DurableTestRunner: pageSize is -1. Pass a whole number; 0 leaves the first page empty.",
      "Failed to call new DurableTestRunner: pageSize is 1.5. Pass a whole number; 0 leaves the first page empty.",
      "Failed to call new DurableTestRunner: chooser is "first". Pass an object with a method choose(enabled).",
    ]
  `)
})
