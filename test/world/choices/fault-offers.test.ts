import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { FaultKind } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { USUAL_FAULTS } from "../../../src/world/events/fault-kind.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { traceOf } from "../../traces/render-trace.ts"
import { bodiesOf, type Chosen, leftoversOf, type Pick, runByChoice } from "./run-by-choice.ts"

const handler = withDurableExecution((_event: unknown, context) =>
  context.step("charge", async () => "paid"),
)

test("no more faults strike than the budget has", async () => {
  const always = async (maxFaults: number): Promise<number> => {
    let struck = 0
    const chooser = {
      choose: (enabled: readonly { readonly kind: string }[]) => {
        const crash = enabled.findIndex(({ kind }) => kind === "crash")
        if (crash >= 0) struck++
        return Math.max(0, crash)
      },
    }
    const space = { faults: ["crash" as const], maxFaults }
    const { execution } = await runByChoice({ handler, space, chooser })
    expect(execution.result).toBe("paid")
    expect(execution.invocations).toHaveLength(struck + 1)
    return struck
  }
  expect([await always(0), await always(1), await always(7)]).toEqual([0, 1, 7])
})

test("only the kinds that were asked for are offered, and only between two moments of recording", async () => {
  const waiting = withDurableExecution(async (_event: unknown, context) => {
    await context.wait("rest", { seconds: 5 })
    const [answer] = await context.createCallback("approve", { timeout: { seconds: 9 } })
    await answer.catch(() => {})
  })
  const offered = async (faults: readonly FaultKind[]): Promise<string[][]> => {
    const runner = new DurableTestRunner({ ...exactTimes, pageSize: 1_000 })
    const { options } = await runByChoice({ runner, handler: waiting, space: { faults } })
    return options.map((each) => each.map((label) => label.replace(" of durable-function", "")))
  }
  const replies = ["crash", "crash-after-persist"]
  const time = [["time moves on"], ["timer 20 ms"], ["time moves on"], ["service timers"]]
  expect(await offered(["crash", "crash-after-persist"])).toEqual([
    ["invoke durable-function"],
    ["reply [START rest]", ...replies],
    ...time,
    ["invoke durable-function"],
    ["reply [START approve]", ...replies],
    ...time,
    ["invoke durable-function"],
  ])
  const all = await offered(USUAL_FAULTS)
  expect(all[1]).toEqual([
    "reply [START rest]",
    ...USUAL_FAULTS.filter((kind) => kind !== "zombie"),
  ])
})

test("a body that is done and waits for no reply is exposed to a crash, a time-out and a zombie", async () => {
  const { options } = await runByChoice({
    handler,
    space: { faults: USUAL_FAULTS },
    picks: [{ kind: "reply", at: "START charge" }],
  })
  expect(options[2]).toEqual([
    "step 1 settles",
    "crash of durable-function",
    "timeout of durable-function",
    "zombie of durable-function",
  ])
})

describe("a request for a page of the state", () => {
  const steps = withDurableExecution(async (_event: unknown, context) => {
    for (const name of ["a", "b", "c"]) await context.step(name, async () => name)
    await context.wait("rest", { seconds: 1 })
    return "done"
  })
  const run = (kinds: readonly FaultKind[], picks: readonly Pick[]): Promise<Chosen> => {
    const runner = new DurableTestRunner({ ...exactTimes, pageSize: 2 })
    return runByChoice({ runner, handler: steps, space: { faults: kinds }, picks })
  }

  test.each<[FaultKind, string]>([
    ["throttle", "+1s InvocationCompleted !! TooManyRequestsException: Rate exceeded"],
    [
      "service-error",
      "+1s InvocationCompleted !! ServiceException: Service encountered an internal error",
    ],
    [
      "crash",
      "+1s InvocationCompleted !! Runtime.ExitError: RequestId: <id> Error: Runtime exited with error: exit status 1",
    ],
  ])("may meet a %s, and the next invocation asks again", async (kind, failed) => {
    const chosen = await run([kind], [{ kind, at: "state" }])
    expect(traceOf(chosen.execution).slice(-5)).toEqual([
      "+20ms InvocationCompleted",
      '+1s WaitSucceeded wait "rest" (1s)',
      failed,
      "+1s InvocationCompleted",
      '+1s ExecutionSucceeded -> "done"',
    ])
    expect(bodiesOf(chosen)).toEqual(["a 1", "b 1", "c 1"])
    expect(leftoversOf(chosen)).toEqual([])
  })

  test("records nothing, so that no fault comes after that", async () => {
    const { options } = await run(USUAL_FAULTS, [])
    const kinds = ["crash", "timeout", "throttle", "service-error"]
    expect(options.find(([first]) => first === "state")).toEqual([
      "state",
      ...kinds.map((kind) => `${kind} of durable-function`),
    ])
  })
})
