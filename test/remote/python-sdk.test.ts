import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { explore } from "../../src/index.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { fakeBank } from "./fake-bank.ts"
import { exploreCharges, OrderRuns } from "./order-runs.ts"
import { python, pythonSdk } from "./processes.ts"

if (pythonSdk === undefined) {
  process.stderr.write(
    "DURABLE_PYTHON_SDK is not set: the tests with the SDK for Python are skipped.\n",
  )
}

const withSdk = { env: { PYTHONPATH: pythonSdk } }
const order = python("sdk_order.handler", withSdk)
const price = python("order.plain")
const folder = temporaryFolder()
const bank = fakeBank()

const orders = new OrderRuns(order, price)

/** A process loads the SDK and boto3, which takes a second or more. */
const SLOWLY = 60_000

describe.skipIf(pythonSdk === undefined)("a function in Python with the real SDK and boto3", () => {
  it(
    "waits for 7 days, is answered by name, invokes another function, and ends",
    { timeout: SLOWLY },
    async () => {
      const execution = await orders.approved()
      expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
      expect(execution.timeline().split("\n", 1)[0]).toContain("SUCCEEDED after 7d 3h")
    },
  )

  it("has the same history in each of two runs", { timeout: SLOWLY }, async () => {
    const [first, second] = [await orders.approved(), await orders.approved()]
    expect(second.history).toEqual(first.history)
  })

  it("lives to see that nobody answers its callback in 24 hours", { timeout: SLOWLY }, async () => {
    const runner = orders.newRunner()
    runner.timeoutCallback("approve")
    const execution = await runner.run(order, { orderId: "o-1" })
    expect(execution.result).toMatchObject({ approval: "nobody" })
  })

  it("is invoked again in a new process after its own has ended", { timeout: SLOWLY }, async () => {
    const execution = await orders.approved({ crash: join(folder, "crash") })
    expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
    const { error } = execution.invocations.find((each) => each.error !== undefined) ?? {}
    expect(error?.ErrorMessage).toContain("Runtime exited with error: exit status 3")
  })

  it(
    "is found to charge twice by the default options of explore",
    { timeout: SLOWLY },
    async () => {
      const env = { ...withSdk.env, BANK_URL: bank.url() }
      const verdict = await exploreCharges(python("sdk_order.double_charge", { env }), bank)
      expect(() => verdict.assertPassed()).toThrow('outside[1]  nothing -> "1"')
    },
  )

  it("is found to be correct where it does nothing twice", { timeout: SLOWLY }, async () => {
    const verdict = await explore(python("sdk_order.charge_once", withSdk))
    verdict.assertPassed()
    expect(verdict.schedules).toBeGreaterThan(1)
  })
})
