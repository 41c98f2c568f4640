import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import type { ExecutionFaultKind } from "../../../src/world/events/fault-kind.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { traceOf } from "../../traces/render-trace.ts"
import { bodiesOf, leftoversOf, runByChoice, runWithFault } from "./run-by-choice.ts"

const handler = withDurableExecution((_event: unknown, context) =>
  context.step("charge", async () => "paid"),
)

const begin = "+0s ExecutionStarted"
const started = '+0s StepStarted step "charge"'
const end = (at = "+0s"): string[] => [
  `${at} InvocationCompleted`,
  `${at} ExecutionSucceeded -> "paid"`,
]
const succeeded = (at = "+0s"): string => `${at} StepSucceeded step "charge" (attempt 1) -> "paid"`

const exited = (at = "+0s"): string =>
  `${at} InvocationCompleted !! Runtime.ExitError: RequestId: <id> Error: Runtime exited with error: exit status 1`
const timedOut =
  "+1m InvocationCompleted !! Sandbox.Timedout: 2026-01-01T00:01:00.000Z <id> Task timed out after 60.00 seconds"
const refused = (message: string): string =>
  `+0s InvocationCompleted !! CheckpointUnrecoverableInvocationError: [Unrecoverable Invocation] Checkpoint failed: ${message}`
const lost =
  "+0s InvocationCompleted !! Sandbox.Failure: RequestId: <id> Error: The container does not answer"

const unrecoverable =
  "!! CheckpointUnrecoverableExecutionError: [Unrecoverable Execution] Checkpoint failed: Invalid checkpoint token"

const STALE = "InvalidParameterValueException: Invalid checkpoint token"
const once = ["charge 1"]
const twice = ["charge 1", "charge 1"]

/** The others strike without a request: a body, or the execution. */
type FaultOfRequest = Exclude<FaultKind, "zombie" | "body-failure" | ExecutionFaultKind>

interface Case {
  readonly trace: readonly string[]
  readonly bodies: readonly string[]
  readonly refusals?: readonly string[]
}

function run(kind: FaultKind, at: string): ReturnType<typeof runWithFault> {
  const runner = new DurableTestRunner({ ...exactTimes, functionTimeout: { minutes: 1 } })
  return runWithFault(kind, at, handler, runner)
}

const notPersisted = (fault: string, at?: string): string[] => {
  return [begin, started, fault, succeeded(at), ...end(at)]
}
const persisted = (fault: string, at?: string): string[] => {
  return [begin, started, succeeded(), fault, ...end(at)]
}

const whileTheResultIsRecorded: Record<FaultOfRequest, Case> = {
  crash: { trace: notPersisted(exited()), bodies: twice },
  "crash-after-persist": { trace: persisted(exited()), bodies: once },
  timeout: { trace: notPersisted(timedOut, "+1m"), bodies: twice },
  "timeout-after-persist": { trace: persisted(timedOut, "+1m"), bodies: once },
  throttle: { trace: notPersisted(refused("Rate exceeded")), bodies: twice },
  "service-error": {
    trace: notPersisted(refused("Service encountered an internal error")),
    bodies: twice,
  },
  "lost-reply": {
    trace: persisted(refused("Service encountered an internal error")),
    bodies: once,
  },
  "stale-token": { trace: notPersisted(lost), bodies: twice, refusals: [STALE] },
  // The SDK has nothing more to record, so it does not notice.
  "no-token": { trace: [begin, started, succeeded(), ...end()], bodies: once },
  "late-reply": { trace: persisted(lost), bodies: once },
}

test.each(Object.entries(whileTheResultIsRecorded))(
  "%s while the result of a step is recorded",
  async (kind, { trace, bodies, refusals = [] }) => {
    const chosen = await run(kind as FaultKind, "SUCCEED charge")
    expect(traceOf(chosen.execution)).toEqual(trace)
    expect(bodiesOf(chosen)).toEqual(bodies)
    expect(chosen.refusals).toEqual(refusals)
    expect(leftoversOf(chosen)).toEqual([])
  },
)

const beforeTheBodySettles: Record<FaultOfRequest, Case> = {
  crash: {
    trace: [begin, exited(), started, succeeded(), ...end()],
    bodies: ["charge 1 ?", "charge 1"],
  },
  "crash-after-persist": {
    trace: [begin, started, exited(), succeeded(), ...end()],
    bodies: ["charge 1 ?", "charge 1"],
  },
  timeout: {
    trace: [begin, timedOut, started.replace("+0s", "+1m"), succeeded("+1m"), ...end("+1m")],
    bodies: ["charge 1 ?", "charge 1"],
  },
  "timeout-after-persist": {
    trace: [begin, started, timedOut, succeeded("+1m"), ...end("+1m")],
    bodies: ["charge 1 ?", "charge 1"],
  },
  throttle: {
    trace: [begin, refused("Rate exceeded"), started, succeeded(), ...end()],
    bodies: ["charge 1 ?", "charge 1"],
  },
  "service-error": {
    trace: [
      begin,
      refused("Service encountered an internal error"),
      started,
      succeeded(),
      ...end(),
    ],
    bodies: ["charge 1 ?", "charge 1"],
  },
  "lost-reply": {
    trace: [
      begin,
      started,
      refused("Service encountered an internal error"),
      succeeded(),
      ...end(),
    ],
    bodies: ["charge 1 ?", "charge 1"],
  },
  "stale-token": {
    trace: [begin, lost, started, succeeded(), ...end()],
    bodies: ["charge 1 ?", "charge 1"],
    refusals: [STALE],
  },
  "no-token": {
    trace: [
      begin,
      started,
      `+0s InvocationCompleted ${unrecoverable}`,
      `+0s ExecutionFailed ${unrecoverable}`,
    ],
    bodies: once,
    refusals: [STALE],
  },
  "late-reply": {
    trace: [begin, started, lost, succeeded(), ...end()],
    // The old invocation gets its answer after all, and what it records next is refused.
    bodies: twice,
  },
}

test.each(Object.entries(beforeTheBodySettles))(
  "%s when a body is done and its start is being recorded",
  async (kind, { trace, bodies, refusals = [] }) => {
    const chosen = await run(kind as FaultKind, "step 1 settles")
    expect(traceOf(chosen.execution)).toEqual(trace)
    expect(bodiesOf(chosen)).toEqual(bodies)
    expect(chosen.refusals).toEqual(refusals)
    expect(leftoversOf(chosen)).toEqual([])
  },
)

test("zombie: the old invocation goes on beside the new one, and its checkpoint is refused", async () => {
  const chosen = await runByChoice({
    handler,
    space: { faults: ["zombie"] },
    picks: [
      { kind: "reply", at: "START charge" },
      { kind: "zombie", at: "step 1 settles" },
    ],
  })
  expect(traceOf(chosen.execution)).toEqual(notPersisted(lost))
  expect(bodiesOf(chosen)).toEqual(twice)
  expect(chosen.refusals).toEqual([STALE])
  expect(chosen.happened).toEqual([
    "invoke durable-function",
    "reply [START charge]",
    "zombie of durable-function",
    // Of the old invocation, which the service does not know any more.
    "step 1 settles",
    "reply [SUCCEED charge]",
    "invoke durable-function",
    "step 1 settles",
    "reply [SUCCEED charge]",
  ])
  expect(leftoversOf(chosen)).toEqual([])
})

test("what an invocation that was given up answers is ignored", async () => {
  let invoked = 0
  const inner = withDurableExecution((_event: unknown, context) => context.step(async () => "paid"))
  const answers: typeof inner = async (event, context) => {
    const isFirst = ++invoked === 1
    const output = await inner(event, context).catch(() => undefined)
    // It is a lie: the service has refused the last checkpoint.
    return isFirst ? ({ Status: "SUCCEEDED", Result: '"stolen"' } as never) : (output as never)
  }
  const chosen = await runByChoice({
    handler: answers,
    space: { faults: ["stale-token"] },
    picks: [{ kind: "stale-token", at: "SUCCEED STEP" }],
  })
  expect(chosen.execution.invocations.map(({ status }) => status)).toEqual([
    "SUCCEEDED",
    "SUCCEEDED",
  ])
  expect(chosen.execution.result).toBe("paid")
  expect(leftoversOf(chosen)).toEqual([])
})

test("an invocation that was given up may exit, and the service does not learn of it", async () => {
  const exits: string[] = []
  const exiting = withDurableExecution(async (_event: unknown, context) => {
    await Promise.all([
      context.wait("rest", { seconds: 5 }),
      context.step("charge", async () => {
        const { awsRequestId } = context.lambdaContext
        setTimeout(() => {
          exits.push(awsRequestId)
          if (exits.length === 1) process.exit(1)
        }, 10)
      }),
    ])
  })
  const chosen = await runByChoice({
    handler: exiting,
    space: { faults: ["zombie"], slow: true },
    picks: [
      { kind: "reply", at: "START charge" },
      { kind: "zombie", at: "step 2 settles" },
      { kind: "postpone", at: "step 2 settles" },
    ],
  })
  const [first, second] = chosen.execution.invocations
  expect(exits).toEqual([first?.requestId, second?.requestId])
  expect(first?.error?.ErrorType).toBe("Runtime.ExitError")
  expect(traceOf(chosen.execution)).toEqual([
    begin,
    '+0s WaitStarted wait "rest" (5s)',
    started,
    lost,
    '+0s StepSucceeded step "charge" (attempt 1)',
    "+20ms InvocationCompleted",
    '+5s WaitSucceeded wait "rest" (5s)',
    "+5s InvocationCompleted",
    "+5s ExecutionSucceeded",
  ])
  expect(chosen.refusals).toEqual([])
  expect(leftoversOf(chosen)).toEqual([])
})

test("the events of an invocation that was given up end where the service gave it up", async () => {
  const { execution } = await runByChoice({
    handler,
    space: { faults: ["zombie"] },
    picks: [
      { kind: "reply", at: "START charge" },
      { kind: "zombie", at: "step 1 settles" },
    ],
  })
  expect(execution.invocations.map(({ events }) => events.map((event) => event.EventType))).toEqual(
    [
      ["StepStarted", "InvocationCompleted"],
      ["StepSucceeded", "InvocationCompleted", "ExecutionSucceeded"],
    ],
  )
})

test("a crash is repeated at once, however often the function crashes", async () => {
  const faults = Array.from({ length: 20 }, () => ({
    kind: "crash" as const,
    at: "SUCCEED charge",
  }))
  const chosen = await runByChoice({ handler, space: { faults: ["crash"] }, picks: faults })
  expect(traceOf(chosen.execution)).toEqual([
    begin,
    started,
    ...faults.map(() => exited()),
    succeeded(),
    ...end(),
  ])
  expect(bodiesOf(chosen)).toHaveLength(21)
})
