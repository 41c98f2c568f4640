import { StepSemantics, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { traceOf } from "../../traces/render-trace.ts"
import { neverRetry, retryEverySecond } from "../../traces/strategies.ts"
import { bodiesOf, type Chosen, leftoversOf, type Pick, runByChoice } from "./run-by-choice.ts"

const exited =
  "InvocationCompleted !! Runtime.ExitError: RequestId: <id> Error: Runtime exited with error: exit status 1"
const lost =
  "InvocationCompleted !! Sandbox.Failure: RequestId: <id> Error: The container does not answer"
const failed =
  "InvocationCompleted !! CheckpointUnrecoverableInvocationError: [Unrecoverable Invocation] Checkpoint failed: Service encountered an internal error"
const timedOut = (at: string): string =>
  `InvocationCompleted !! Sandbox.Timedout: 2026-01-01T00:${at}Z <id> Task timed out after 900.00 seconds`
const STALE = "InvalidParameterValueException: Invalid checkpoint token"

describe("a step that runs at most once per attempt", () => {
  const charge = (retryStrategy: typeof neverRetry): ReturnType<typeof withDurableExecution> =>
    withDurableExecution((_event: unknown, context) =>
      context.step("charge", async () => "paid", {
        semantics: StepSemantics.AtMostOncePerRetry,
        retryStrategy,
      }),
    )
  const started = '+0s StepStarted step "charge"'
  const interrupted =
    "The step execution process was initiated but failed to reach completion due to an interruption."

  const run = (kind: FaultKind, at: string, retryStrategy: typeof neverRetry): Promise<Chosen> =>
    runByChoice({
      handler: charge(retryStrategy),
      space: { faults: [kind] },
      picks: [{ kind, at }],
    })

  test("a crash before its start is recorded: it runs as if nothing had been", async () => {
    const chosen = await run("crash", "START charge", neverRetry)
    expect(traceOf(chosen.execution)).toEqual([
      "+0s ExecutionStarted",
      `+0s ${exited}`,
      started,
      '+0s StepSucceeded step "charge" (attempt 1) -> "paid"',
      "+0s InvocationCompleted",
      '+0s ExecutionSucceeded -> "paid"',
    ])
    expect(bodiesOf(chosen)).toEqual(["charge 1"])
  })

  const interruptions: readonly (readonly [FaultKind, string, string, readonly string[]])[] = [
    ["crash-after-persist", "START charge", exited, []],
    ["lost-reply", "START charge", failed, []],
    ["crash", "step 1 settles", exited, ["charge 1 ?"]],
    ["zombie", "step 1 settles", lost, ["charge 1"]],
  ]

  test.each(interruptions)(
    "%s at %s fails it where it may not be retried",
    async (kind, at, fault, bodies) => {
      const chosen = await run(kind, at, neverRetry)
      expect(traceOf(chosen.execution)).toEqual([
        "+0s ExecutionStarted",
        started,
        `+0s ${fault}`,
        `+0s StepFailed step "charge" (attempt 1) !! StepInterruptedError: ${interrupted}`,
        `+0s InvocationCompleted !! StepError: ${interrupted}`,
        `+0s ExecutionFailed !! StepError: ${interrupted}`,
      ])
      expect(bodiesOf(chosen)).toEqual(bodies)
      expect(chosen.refusals).toEqual(kind === "zombie" ? [STALE] : [])
      expect(leftoversOf(chosen)).toEqual([])
    },
  )

  test.each(interruptions)(
    "%s at %s takes one attempt where it may be retried",
    async (kind, at, fault, bodies) => {
      const chosen = await run(kind, at, retryEverySecond(2))
      expect(traceOf(chosen.execution)).toEqual([
        "+0s ExecutionStarted",
        started,
        `+0s ${fault}`,
        `+0s StepFailed step "charge" (attempt 1, next in 1s) !! StepInterruptedError: ${interrupted}`,
        "+20ms InvocationCompleted",
        '+1s StepStarted step "charge"',
        '+1s StepSucceeded step "charge" (attempt 2) -> "paid"',
        "+1s InvocationCompleted",
        '+1s ExecutionSucceeded -> "paid"',
      ])
      expect(bodiesOf(chosen)).toEqual([...bodies, "charge 2"])
      expect(leftoversOf(chosen)).toEqual([])
    },
  )
})

describe("a condition", () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCondition("poll", async (state: number) => state + 1, {
      initialState: 0,
      waitStrategy: (state) =>
        state < 2 ? { shouldContinue: true, delay: { seconds: 5 } } : { shouldContinue: false },
    }),
  )
  const checked = (at: string): string =>
    `${at} StepSucceeded waitForCondition "poll" (attempt 1, next in 5s) -> 1`
  const rest = (minutes = ""): string[] => [
    `+${minutes}5s StepStarted waitForCondition "poll"`,
    `+${minutes}5s StepSucceeded waitForCondition "poll" (attempt 2) -> 2`,
    `+${minutes}5s InvocationCompleted`,
    `+${minutes}5s ExecutionSucceeded -> 2`,
  ]
  const begin = ["+0s ExecutionStarted", '+0s StepStarted waitForCondition "poll"']
  const zombie: readonly Pick[] = [
    { kind: "reply", at: "START poll" },
    { kind: "zombie", at: "step 1 settles" },
  ]

  test.each<[FaultKind, readonly Pick[] | undefined, readonly string[], readonly string[]]>([
    [
      "crash",
      undefined,
      [...begin, `+0s ${exited}`, checked("+0s"), "+20ms InvocationCompleted", ...rest()],
      ["poll 1", "poll 1", "poll 2"],
    ],
    [
      "crash-after-persist",
      undefined,
      [...begin, checked("+0s"), `+0s ${exited}`, "+20ms InvocationCompleted", ...rest()],
      ["poll 1", "poll 2"],
    ],
    [
      "timeout",
      undefined,
      [
        ...begin,
        `+15m ${timedOut("15:00.000")}`,
        checked("+15m"),
        "+15m 20ms InvocationCompleted",
        ...rest("15m "),
      ],
      ["poll 1", "poll 1", "poll 2"],
    ],
    [
      "zombie",
      zombie,
      [...begin, `+0s ${lost}`, checked("+0s"), "+20ms InvocationCompleted", ...rest()],
      ["poll 1", "poll 1", "poll 2"],
    ],
  ])("%s while its state is recorded", async (kind, picks, trace, bodies) => {
    const chosen = await runByChoice({
      handler,
      space: { faults: [kind] },
      picks: picks ?? [{ kind, at: "RETRY poll" }],
    })
    expect(traceOf(chosen.execution)).toEqual(trace)
    expect(bodiesOf(chosen)).toEqual(bodies)
    expect(leftoversOf(chosen)).toEqual([])
  })
})

describe("a callback", () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async () => {}),
  )
  const waits = [
    '+0s ContextStarted waitForCallback "approve"',
    '+0s CallbackStarted callback #2 in waitForCallback "approve"',
    '+0s StepStarted step #3 in waitForCallback "approve"',
    '+0s StepSucceeded step #3 in waitForCallback "approve" (attempt 1)',
    "+20ms InvocationCompleted",
    '+20ms CallbackSucceeded callback #2 in waitForCallback "approve" -> yes',
  ]
  const succeeded = '+20ms ContextSucceeded waitForCallback "approve" -> "yes"'
  const end = ["+20ms InvocationCompleted", '+20ms ExecutionSucceeded -> "yes"']
  const begin = "+0s ExecutionStarted"

  test.each<[FaultKind, string, readonly string[], readonly string[]]>([
    ["crash", "START approve", [begin, `+0s ${exited}`, ...waits, succeeded, ...end], []],
    [
      "crash-after-persist",
      "START approve",
      [begin, ...waits.slice(0, 2), `+0s ${exited}`, ...waits.slice(2), succeeded, ...end],
      [],
    ],
    ["crash", "SUCCEED approve", [begin, ...waits, `+20ms ${exited}`, succeeded, ...end], []],
    [
      "crash-after-persist",
      "SUCCEED approve",
      [begin, ...waits, succeeded, `+20ms ${exited}`, ...end],
      [],
    ],
    [
      "stale-token",
      "SUCCEED approve",
      [begin, ...waits, `+20ms ${lost}`, succeeded, ...end],
      [STALE],
    ],
  ])("%s at %s: it exists once and its answer is not lost", async (kind, at, trace, refusals) => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes")
    const chosen = await runByChoice({
      runner,
      handler,
      space: { faults: [kind] },
      picks: [{ kind, at }],
    })
    expect(traceOf(chosen.execution)).toEqual(trace)
    expect(chosen.bodies.map(({ attempt }) => attempt)).toEqual([1])
    expect(chosen.refusals).toEqual(refusals)
    expect(chosen.execution.deliveries).toHaveLength(1)
    expect(leftoversOf(chosen)).toEqual([])
  })
})
