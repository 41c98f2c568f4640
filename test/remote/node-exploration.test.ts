import { describe, expect, it } from "vitest"
import { DurableTestRunner } from "../../src/index.ts"
import { explore } from "../../src/explore.ts"
import { fakeBank } from "./fake-bank.ts"
import { exploreCharges } from "./order-runs.ts"
import { node } from "./processes.ts"

const bank = fakeBank()

/** Nothing but one fault is a choice. */
const SPACE = {
  ...{ early: false, slow: false, coldStarts: false, anywhere: true, latencies: false },
  ...{ faults: ["zombie" as const], maxFaults: 1, pageSize: undefined },
}

describe("an exploration of a function of another process", () => {
  it("finds that a crash charges twice, by default options", async () => {
    const handler = node("order.doubleCharge", { env: { BANK_URL: bank.url() } })
    const verdict = await exploreCharges(handler, bank)
    expect(verdict.failure?.violation.invariant).toBe("crash-refinement")
    expect(() => verdict.assertPassed()).toThrow('outside[1]  nothing -> "1"')
  })

  it("lets an invocation that was given up go on in its process beside the next one", async () => {
    const handler = node("order.pays", { env: { BANK_URL: bank.url() } })
    const runner = new DurableTestRunner({ logs: "capture" })
    runner.registerFunction("price", () => 42, { durable: false })
    bank.charges.length = 0
    let isStruck = false
    const execution = await runner.runSchedule(
      {
        space: SPACE,
        createChooser: () => ({
          choose(options) {
            const zombie = isStruck ? -1 : options.findIndex(({ kind }) => kind === "zombie")
            isStruck ||= zombie >= 0
            return Math.max(zombie, 0)
          },
        }),
      },
      handler,
    )
    expect(execution.result).toBe("paid")
    expect(execution.invocations.map(({ status }) => status)).toEqual(["FAILED", "SUCCEEDED"])
    // Each of the two has a process of its own, and both have paid.
    expect(new Set(bank.charges).size).toBe(2)
  })

  it("finds nothing wrong with a correct one", async () => {
    const verdict = await explore(node("order.correct"), { maxSchedules: 12 })
    verdict.assertPassed()
    expect(verdict.schedules).toBe(12)
  })
})
