import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { DurableTestRunner, type Execution, explore } from "../../src/index.ts"
import { asNeeded } from "../support/as-needed.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { fakeBank } from "./fake-bank.ts"
import { hasPython, python } from "./processes.ts"

const order = python("order.handler")
const price = python("order.plain")
const folder = temporaryFolder()
const bank = fakeBank()

function newRunner(): DurableTestRunner {
  const runner = new DurableTestRunner({ logs: "capture", ...asNeeded })
  return runner.registerFunction("price", price, { durable: false })
}

async function approved(input: object = {}): Promise<Execution> {
  const runner = newRunner()
  runner.completeCallback("approve", "yes", { after: { hours: 3 } })
  return runner.run(order, { orderId: "o-1", ...input })
}

describe.skipIf(!hasPython)("a function in Python with a client that is written by hand", () => {
  it("waits for 7 days, is answered by name, invokes another function, and ends", async () => {
    const execution = await approved()
    expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
    expect(execution.timeline().split("\n", 1)[0]).toContain("SUCCEEDED after 7d 3h")
  })

  it("has the same history in each of two runs", async () => {
    const [first, second] = [await approved(), await approved()]
    expect(second.history).toEqual(first.history)
  })

  it("fails when nobody answers its callback in 24 hours", async () => {
    const runner = newRunner()
    runner.timeoutCallback("approve")
    const execution = await runner.run(order, { orderId: "o-1" })
    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorType: "Failed" })
    expect(execution.error?.ErrorMessage).toContain("TIMED_OUT")
  })

  it("is invoked again in a new process after its own has ended", async () => {
    const execution = await approved({ crash: join(folder, "crash") })
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
    const verdict = await explore(handler, {
      prepare: () => {
        bank.charges.length = 0
      },
      observe: () => [...bank.charges],
    })
    expect(() => verdict.assertPassed()).toThrow('outside[1]  nothing -> "1"')
  })
})
