import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { traceOf } from "../../traces/render-trace.ts"
import { leftoversOf, runByChoice } from "./run-by-choice.ts"

const SLOW = "work in progress takes longer"
const space = { slow: true }

const waiting = withDurableExecution((_event: unknown, context) =>
  Promise.all([context.wait("rest", { seconds: 5 }), context.step("charge", async () => "paid")]),
)

/** It goes on for a while after the answer, so that one that comes too late is still sent. */
const asking = withDurableExecution(async (_event: unknown, context) => {
  const [answer] = await context.createCallback("approve", { timeout: { seconds: 5 } })
  const paid = context.step("charge", async () => "paid")
  const answered = await answer.catch(() => "nobody answered")
  await context.wait("after", { seconds: 10 })
  return [answered, await paid]
})

const asked = [
  "+0s ExecutionStarted",
  '+0s CallbackStarted callback "approve" (time-out 5s)',
  '+0s StepStarted step "charge"',
]
const paid = (at: string): string => `${at} StepSucceeded step "charge" (attempt 1) -> "paid"`
const gotAnswer = (at: string): string => `${at} CallbackSucceeded callback "approve" -> yes`
const gotNone = '+5s CallbackTimedOut callback "approve" !! Callback.Timeout'

describe("what is under way may take until after", () => {
  test("a wait is over: a reply", async () => {
    const chosen = await runByChoice({
      handler: waiting,
      space,
      picks: [{ kind: "postpone", at: "SUCCEED charge" }],
    })
    expect(traceOf(chosen.execution)).toEqual([
      "+0s ExecutionStarted",
      '+0s WaitStarted wait "rest" (5s)',
      '+0s StepStarted step "charge"',
      '+5s WaitSucceeded wait "rest" (5s)',
      paid("+5.001s"),
      "+5.001s InvocationCompleted",
      '+5.001s ExecutionSucceeded -> [null,"paid"]',
    ])
    expect(leftoversOf(chosen)).toEqual([])
  })

  test("a wait is over: the body of a step", async () => {
    const chosen = await runByChoice({
      handler: waiting,
      space,
      picks: [{ kind: "reply" }, { kind: "postpone", at: "step 2 settles" }],
    })
    expect(chosen.happened.slice(-4)).toEqual([
      "reply []",
      "time moves on",
      "step 2 settles",
      "reply [SUCCEED charge]",
    ])
    expect(traceOf(chosen.execution)).toContain(paid("+5.001s"))
    expect(chosen.execution.invocations).toHaveLength(1)
  })

  test("a callback has timed out", async () => {
    const { execution } = await runByChoice({
      handler: asking,
      space,
      picks: [{ kind: "postpone", at: "SUCCEED charge" }],
    })
    expect(traceOf(execution).slice(0, 5)).toEqual([...asked, gotNone, paid("+5.001s")])
    expect(execution.result).toEqual(["nobody answered", "paid"])
  })

  test("an external system has slept", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback(
      "approve",
      async (callback) => {
        await callback.sleep({ seconds: 2 })
        await callback.succeed("yes")
      },
      { when: "created" },
    )
    const { execution } = await runByChoice({
      runner,
      handler: asking,
      space,
      picks: [{ kind: "postpone", at: "SUCCEED charge" }],
    })
    expect(traceOf(execution).slice(0, 5)).toEqual([...asked, gotAnswer("+2s"), paid("+2.001s")])
  })

  test("a scripted answer has come", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes", { after: { seconds: 3 } })
    const { execution } = await runByChoice({
      runner,
      handler: asking,
      space,
      picks: [{ kind: "postpone", at: "SUCCEED charge" }],
    })
    expect(traceOf(execution).slice(0, 5)).toEqual([...asked, gotAnswer("+3s"), paid("+3.001s")])
  })
})

describe("nothing takes longer", () => {
  const timesOffered = async (minutes: number, seconds: number): Promise<number> => {
    const runner = new DurableTestRunner({ ...exactTimes, functionTimeout: { minutes } })
    const handler = withDurableExecution((_event: unknown, context) =>
      Promise.all([context.wait({ seconds }), context.step("charge", async () => "paid")]),
    )
    const { options } = await runByChoice({ runner, handler, space })
    return options.filter((each) => each.includes(SLOW)).length
  }

  test("than the function may run", async () => {
    expect(await timesOffered(1, 59)).toBe(1)
    expect(await timesOffered(1, 60)).toBe(0)
    expect(await timesOffered(1, 61)).toBe(0)
    expect(await timesOffered(2, 61)).toBe(1)
  })

  test("if no event is due or no work is under way", async () => {
    const step = withDurableExecution((_event: unknown, context) =>
      context.step("charge", async () => "paid"),
    )
    const wait = withDurableExecution((_event: unknown, context) => context.wait({ seconds: 5 }))
    for (const handler of [step, wait]) {
      const { options } = await runByChoice({ handler, space })
      expect(options.flat()).not.toContain(SLOW)
    }
  })

  test("if the schedule allows no slow events", async () => {
    const { options } = await runByChoice({ handler: waiting })
    expect(options.flat()).not.toContain(SLOW)
  })
})

describe("an answer that no test gives a time", () => {
  test("may come after the callback has timed out: it is refused, and let be", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes")
    const chosen = await runByChoice({
      runner,
      handler: asking,
      space,
      picks: [{ kind: "postpone", at: 'late: completeCallback("approve")' }],
    })
    expect(traceOf(chosen.execution)).toEqual([
      ...asked,
      paid("+0s"),
      "+20ms InvocationCompleted",
      gotNone,
      '+5s WaitStarted wait "after" (10s)',
      "+5.02s InvocationCompleted",
      '+15s WaitSucceeded wait "after" (10s)',
      "+15s InvocationCompleted",
      '+15s ExecutionSucceeded -> ["nobody answered","paid"]',
    ])
    const sinceStart = ({ at }: { readonly at: Date }): number =>
      at.getTime() - chosen.execution.startTimestamp.getTime()
    expect(
      chosen.execution.deliveries.map((call) => [sinceStart(call), call.refused?.name]),
    ).toEqual([[5_001, "CallbackTimeoutException"]])
    expect(leftoversOf(chosen)).toEqual([])
  })

  test("An answer of an external system may come after the callback has timed out", async () => {
    const errors: string[] = []
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", async (callback) => {
      await callback.succeed("yes").catch((error: unknown) => errors.push((error as Error).name))
    })
    const { execution } = await runByChoice({
      runner,
      handler: asking,
      space,
      picks: [{ kind: "postpone", at: 'late: external system of "approve"' }],
    })
    expect(execution.result).toEqual(["nobody answered", "paid"])
    expect(errors).toEqual(["CallbackTimeoutException"])
  })

  // The function works for longer than the external system waits for it to suspend.
  test("comes once, though the function suspends while it is late", async () => {
    let received = 0
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("approve", { timeout: { seconds: 5 } })
      const long = context.step(() => new Promise((resolve) => setTimeout(resolve, 1_500)))
      await Promise.allSettled([answer, long])
      await context.wait("after", { seconds: 10 })
    })
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback("approve", async (callback) => {
      received++
      expect(callback.isPending).toBe(false)
    })
    const { happened, execution } = await runByChoice({
      runner,
      handler,
      space,
      picks: [{ kind: "postpone", at: 'late: external system of "approve"' }],
    })
    expect(received).toBe(1)
    expect(happened.filter((label) => label === 'external system of "approve"')).toHaveLength(1)
    expect(execution.operation("approve").status).toBe("TIMED_OUT")
  })
})
