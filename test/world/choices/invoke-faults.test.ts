import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { traceOf } from "../../traces/render-trace.ts"
import { leftoversOf, runByChoice } from "./run-by-choice.ts"

const exited =
  "InvocationCompleted !! Runtime.ExitError: RequestId: <id> Error: Runtime exited with error: exit status 1"
const lost =
  "InvocationCompleted !! Sandbox.Failure: RequestId: <id> Error: The container does not answer"
const timedOut = (at: string): string =>
  `InvocationCompleted !! Sandbox.Timedout: 2026-01-01T00:${at}Z <id> Task timed out after 900.00 seconds`

const handler = withDurableExecution((_event: unknown, context) =>
  context.invoke("charge", "charge-card:$LATEST", { amount: 1 }),
)
const chargeCard = withDurableExecution((_event: unknown, context) =>
  context.step("inner", async () => "paid"),
)
const begin = "+0s ExecutionStarted"
const invoked =
  '+0s ChainedInvokeStarted chainedInvoke "charge" (charge-card:$LATEST, version $LATEST, an execution) -> {"amount":1}'
const suspended = "+20ms InvocationCompleted"
const end = (at: string): string[] => [
  `${at} ChainedInvokeSucceeded chainedInvoke "charge" -> "paid"`,
  `${at} InvocationCompleted`,
  `${at} ExecutionSucceeded -> "paid"`,
]
const childBegin = '+0s ExecutionStarted -> {"amount":1}'
const started = (at: string): string => `${at} StepStarted step "inner"`
const succeeded = (at: string): string => `${at} StepSucceeded step "inner" (attempt 1) -> "paid"`
const childEnd = (at: string): string[] => [
  `${at} InvocationCompleted`,
  `${at} ExecutionSucceeded -> "paid"`,
]

test.each<[FaultKind, string, readonly string[], readonly string[]]>([
  [
    "crash",
    "START charge",
    [begin, `+0s ${exited}`, invoked, suspended, ...end("+20ms")],
    [childBegin, started("+20ms"), succeeded("+20ms"), ...childEnd("+20ms")],
  ],
  [
    "crash-after-persist",
    "START charge",
    [begin, invoked, `+0s ${exited}`, ...end("+0s")],
    [childBegin, started("+0s"), succeeded("+0s"), ...childEnd("+0s")],
  ],
  [
    "crash",
    "SUCCEED inner",
    [begin, invoked, suspended, ...end("+20ms")],
    [childBegin, started("+20ms"), `+20ms ${exited}`, succeeded("+20ms"), ...childEnd("+20ms")],
  ],
  [
    "crash-after-persist",
    "SUCCEED inner",
    [begin, invoked, suspended, ...end("+20ms")],
    [childBegin, started("+20ms"), succeeded("+20ms"), `+20ms ${exited}`, ...childEnd("+20ms")],
  ],
  [
    "timeout",
    "SUCCEED inner",
    [begin, invoked, suspended, ...end("+15m 20ms")],
    [
      childBegin,
      started("+20ms"),
      `+15m 20ms ${timedOut("15:00.020")}`,
      succeeded("+15m 20ms"),
      ...childEnd("+15m 20ms"),
    ],
  ],
  [
    "stale-token",
    "SUCCEED inner",
    [begin, invoked, suspended, ...end("+20ms")],
    [childBegin, started("+20ms"), `+20ms ${lost}`, succeeded("+20ms"), ...childEnd("+20ms")],
  ],
])("%s at %s strikes the function that records it", async (kind, at, trace, childTrace) => {
  const runner = new DurableTestRunner(exactTimes)
  runner.registerFunction("charge-card", chargeCard, { durable: true })
  const chosen = await runByChoice({
    runner,
    handler,
    space: { faults: [kind] },
    picks: [{ kind, at }],
  })
  const child = chosen.execution.operation("charge").childExecution
  expect(traceOf(chosen.execution)).toEqual(trace)
  expect(child && traceOf(child)).toEqual(childTrace)
  expect(leftoversOf(chosen)).toEqual([])
})

test("a plain function records nothing, so that nothing strikes it", async () => {
  const runner = new DurableTestRunner(exactTimes)
  runner.registerFunction("charge-card", async () => "paid", { durable: false })
  const { options, execution } = await runByChoice({
    runner,
    handler,
    space: { faults: ["crash", "zombie", "timeout"] },
  })
  expect(execution.result).toBe("paid")
  expect(options.flat().filter((label) => label.includes(" of charge-card"))).toEqual([])
})
