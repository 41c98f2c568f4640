import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { traceOf } from "../../traces/render-trace.ts"
import { type Chosen, leftoversOf, type Pick, runByChoice } from "./run-by-choice.ts"

/** What happens beside the callback takes no time, and the SDK suspends 20 ms later. */
const approve = withDurableExecution(async (_event: unknown, context) => {
  const [answer] = await context.createCallback("approve", { timeout: { seconds: 60 } })
  const reminded = await context.step("remind", async () => "reminded")
  return [reminded, await answer]
})

const withinOneInvocation = [
  "+0s ExecutionStarted",
  '+0s CallbackStarted callback "approve" (time-out 60s)',
  '+0s CallbackSucceeded callback "approve" -> yes',
  '+0s StepStarted step "remind"',
  '+0s StepSucceeded step "remind" (attempt 1) -> "reminded"',
  "+0s InvocationCompleted",
  '+0s ExecutionSucceeded -> ["reminded","yes"]',
]

function scripted(): DurableTestRunner {
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes")
  return runner
}

function responding(): DurableTestRunner {
  const runner = new DurableTestRunner(exactTimes)
  return runner.onCallback("approve", async (callback) => {
    await callback.succeed("yes")
  })
}

describe.each([
  ["a scripted answer", scripted, 'completeCallback("approve")'],
  ["an external system", responding, 'external system of "approve"'],
] as const)("%s", (_name, createRunner, label) => {
  const run = (early: boolean, picks: readonly Pick[] = []): Promise<Chosen> =>
    runByChoice({ runner: createRunner(), handler: approve, space: { early }, picks })

  test("may come before the function has suspended", async () => {
    const chosen = await run(true, [{ kind: "delivery", at: label }])
    expect(traceOf(chosen.execution)).toEqual(withinOneInvocation)
    expect(leftoversOf(chosen)).toEqual([])
  })

  test("is offered behind what is enabled, from the moment at which the callback exists", async () => {
    const { options, execution } = await run(true)
    expect(options.slice(0, 6)).toEqual([
      ["invoke durable-function"],
      ["reply [START approve]"],
      ["step 2 settles", "reply [START remind]", label],
      ["reply [START remind]", label],
      ["reply [SUCCEED remind]", label],
      ["time moves on", label],
    ])
    expect(execution.invocations).toHaveLength(2)
  })

  test("is not offered without that freedom", async () => {
    const { options } = await run(false)
    const offered = options.findIndex((each) => each.includes(label))
    expect(options[offered]).toEqual([label])
    expect(options[offered - 1]).toEqual(["timer 20 ms"])
  })
})

describe("the function that a chained invoke asks for", () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    Promise.all([
      context.invoke<object, string>("charge", "charge-card:$LATEST", {}),
      context.step("other", async () => "other"),
    ]),
  )
  const durable = withDurableExecution(async () => "paid")
  const plain = async (): Promise<string> => "paid"

  const run = (
    charge: DurableLambdaHandler | typeof plain,
    picks: readonly Pick[],
  ): Promise<Chosen> => {
    const runner = new DurableTestRunner(exactTimes)
    runner.registerFunction("charge-card", charge, { durable: charge === durable })
    return runByChoice({ runner, handler, space: { early: true }, picks })
  }

  test("starts after its caller has suspended", async () => {
    const { options, execution } = await run(durable, [])
    expect(options.slice(1, 6)).toEqual([
      ["step 2 settles", "reply [START other, START charge]"],
      ["reply [START other, START charge]"],
      ["reply [SUCCEED other]", "invoke charge-card"],
      ["time moves on", "invoke charge-card"],
      ["timer 20 ms", "invoke charge-card"],
    ])
    expect(execution.invocations).toHaveLength(2)
  })

  test("may start and end before that; the caller gets its outcome in the same invocation", async () => {
    const chosen = await run(durable, [{ kind: "invoke", at: "invoke charge-card" }])
    expect(traceOf(chosen.execution)).toEqual([
      "+0s ExecutionStarted",
      '+0s StepStarted step "other"',
      '+0s ChainedInvokeStarted chainedInvoke "charge" (charge-card:$LATEST, version $LATEST, an execution) -> {}',
      '+0s ChainedInvokeSucceeded chainedInvoke "charge" -> "paid"',
      '+0s StepSucceeded step "other" (attempt 1) -> "other"',
      "+0s InvocationCompleted",
      '+0s ExecutionSucceeded -> ["paid","other"]',
    ])
    expect(leftoversOf(chosen)).toEqual([])
  })

  test("A plain function may start and end before its caller has suspended", async () => {
    const { execution } = await run(plain, [{ kind: "invoke", at: "invoke charge-card" }])
    expect(execution.invocations).toHaveLength(1)
    expect(execution.result).toEqual(["paid", "other"])
  })
})
