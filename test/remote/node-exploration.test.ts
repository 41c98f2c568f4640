import { describe, expect, it } from "vitest"
import { explore } from "../../src/explore.ts"
import { fakeBank } from "./fake-bank.ts"
import { exploreCharges } from "./order-runs.ts"
import { node } from "./processes.ts"

const bank = fakeBank()

describe("an exploration of a function of another process", () => {
  it("finds that a crash charges twice, by default options", async () => {
    const handler = node("order.doubleCharge", { env: { BANK_URL: bank.url() } })
    const verdict = await exploreCharges(handler, bank)
    expect(verdict.failure?.violation.invariant).toBe("crash-refinement")
    expect(() => verdict.assertPassed()).toThrow('outside[1]  nothing -> "1"')
  })

  it("finds nothing wrong with a correct one", async () => {
    const verdict = await explore(node("order.correct"), { maxSchedules: 12 })
    verdict.assertPassed()
    expect(verdict.schedules).toBe(12)
  })
})
