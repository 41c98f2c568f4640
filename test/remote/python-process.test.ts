import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { fakeBank } from "./fake-bank.ts"
import { exploreCharges, OrderRuns } from "./order-runs.ts"
import { hasPython, python } from "./processes.ts"

const order = python("order.handler")
const price = python("order.plain")
const folder = temporaryFolder()
const bank = fakeBank()

const orders = new OrderRuns(order, price, asNeeded)

describe.skipIf(!hasPython)("a function in Python with a client that is written by hand", () => {
  it("waits for 7 days, is answered by name, invokes another function, and ends", async () => {
    const execution = await orders.approved()
    expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
    expect(execution.timeline().split("\n", 1)[0]).toContain("SUCCEEDED after 7d 3h")
  })

  it("has the same history in each of two runs", async () => {
    const [first, second] = [await orders.approved(), await orders.approved()]
    expect(second.history).toEqual(first.history)
  })

  it("fails when nobody answers its callback in 24 hours", async () => {
    const runner = orders.newRunner()
    runner.timeoutCallback("approve")
    const execution = await runner.run(order, { orderId: "o-1" })
    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorType: "Failed" })
    expect(execution.error?.ErrorMessage).toContain("TIMED_OUT")
  })

  it("is invoked again in a new process after its own has ended", async () => {
    const execution = await orders.approved({ crash: join(folder, "crash") })
    expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
    const { error } = execution.invocations.find((each) => each.error !== undefined) ?? {}
    expect(error?.ErrorMessage).toContain("Runtime exited with error: exit status 3")
    expect(execution.logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      ...Array.from({ length: 3 }, () => "info order o-1"),
      "error about to die",
      "info order o-1",
      "info order o-1",
    ])
  })

  it("is found to charge twice by an exploration", async () => {
    const handler = python("order.double_charge", { env: { BANK_URL: bank.url() } })
    const verdict = await exploreCharges(handler, bank)
    expect(() => verdict.assertPassed()).toThrow('outside[1]  nothing -> "1"')
  })
})
