import { spawnSync } from "node:child_process"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { DurableTestRunner, explore } from "durable-test-runner"
import { remoteFunction, type RemoteFunction } from "durable-test-runner/remote"
import { FakeShop } from "./fake-shop.ts"

const cwd = import.meta.dirname
const input = { orderId: "o-1", amount: 42 }

/** The SDK for Python may be installed, or lie in a folder. */
const PYTHONPATH = process.env["DURABLE_PYTHON_SDK"] ?? process.env["PYTHONPATH"]

const imports = "import boto3, aws_durable_execution_sdk_python"
const env = { ...process.env, PYTHONPATH }
const hasSdk = spawnSync("python3", ["-c", imports], { env }).status === 0

if (!hasSdk) {
  process.stderr.write(
    "examples/python-approval is skipped: pip install aws-durable-execution-sdk-python boto3, or set DURABLE_PYTHON_SDK.\n",
  )
}

/** A process loads the SDK and boto3 first. */
describe.skipIf(!hasSdk)("an order in Python", { timeout: 60_000 }, () => {
  const shop = new FakeShop()
  const functions: RemoteFunction<unknown, unknown>[] = []
  let shopUrl = ""

  function python(handler: string): RemoteFunction<unknown, unknown> {
    const command = ["python3", "lambda_runtime.py", `approval.${handler}`]
    const made = remoteFunction({ command, cwd, env: { PYTHONPATH, SHOP_URL: shopUrl } })
    functions.push(made)
    return made
  }

  let order: RemoteFunction<unknown, unknown>

  beforeAll(async () => {
    shopUrl = await shop.open()
    order = python("handler")
  })

  afterAll(() => {
    for (const each of functions) each.close()
    shop.close()
  })

  beforeEach(() => shop.reset())

  it("is charged when it is approved", async () => {
    const runner = new DurableTestRunner({ logs: "capture" })
    runner.completeCallback("approve", { by: "ada" }, { after: { hours: 30 } })
    const execution = await runner.run(order, input)
    expect(execution.result).toEqual({
      status: "charged",
      approver: { by: "ada" },
      receipt: "receipt-o-1",
    })
    expect(shop.charges).toHaveLength(1)
    expect(execution.logs.map(({ message }) => message)).toEqual(["order o-1 waits for approval"])
  })

  it("is cancelled when it is refused", async () => {
    const runner = new DurableTestRunner({ logs: "capture" })
    runner.failCallback("approve", "too expensive")
    const { result } = await runner.run(order, input)
    expect(result).toMatchObject({
      status: "cancelled",
      reason: expect.stringContaining("too expensive"),
    })
    expect(shop.charges).toEqual([])
    expect(shop.cancelled).toEqual(["r-o-1"])
  })

  it("is cancelled when nobody answers for two days", async () => {
    const runner = new DurableTestRunner({ logs: "capture" })
    runner.timeoutCallback("approve")
    const execution = await runner.run(order, input)
    expect(execution.result).toEqual({ status: "cancelled", reason: "nobody has answered" })
    expect(execution.timeline()).toContain("after 2d")
  })

  it("is charged once, whatever crashes", async () => {
    const verdict = await explore(order, {
      input,
      prepare: (runner) => {
        shop.reset()
        runner.completeCallback("approve", { by: "ada" })
      },
      observe: () => shop.charges.length,
      budgetMs: 5_000,
    })
    verdict.assertPassed()
    expect(verdict.schedules).toBeGreaterThan(3)
  })

  it("is found to be charged twice where the bank gets no key", async () => {
    const verdict = await explore(python("careless"), {
      input,
      prepare: () => shop.reset(),
      observe: () => shop.charges.length,
    })
    expect(() => verdict.assertPassed()).toThrow("crash-refinement")
  })
})
