import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { FaultKind } from "durable-test-runner"
import { expect, test } from "vitest"
import { FAULT_KINDS } from "../../../src/simulation/fault-kind.ts"
import { runByChoice } from "./run-by-choice.ts"

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
    const freedom = { faults: ["crash" as const], maxFaults }
    const { execution } = await runByChoice({ handler, freedom, chooser })
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
    const { options } = await runByChoice({ handler: waiting, freedom: { faults } })
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
  const all = await offered(FAULT_KINDS)
  expect(all[1]).toEqual(["reply [START rest]", ...FAULT_KINDS.filter((kind) => kind !== "zombie")])
})

test("a body that is done and waits for no reply is exposed to a crash, a time-out and a zombie", async () => {
  const { options } = await runByChoice({
    handler,
    freedom: { faults: FAULT_KINDS },
    picks: [{ kind: "reply", at: "START charge" }],
  })
  expect(options[2]).toEqual([
    "step 1 settles",
    "crash of durable-function",
    "timeout of durable-function",
    "zombie of durable-function",
  ])
})
