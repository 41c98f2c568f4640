import { DurableTestRunner } from "durable-test-runner"
import type { Execution } from "durable-test-runner"
import { describe, expect, it } from "vitest"

import { FakeProcessor } from "./fakes.ts"
import type { Payment } from "./payment.ts"
import { createWebhook } from "./webhook.ts"
import type { Webhook, WebhookResponse } from "./webhook.ts"
import { createWorkflow } from "./workflow.ts"

const payment: Payment = { orderId: "o-1001", amountCents: 129_800 }

/** Two processors, and the webhook that both report to: the code that runs in production. */
const setUp = async (): Promise<{
  readonly acme: FakeProcessor
  readonly backup: FakeProcessor
  readonly webhook: Webhook
  readonly runner: DurableTestRunner
  readonly pay: (event?: unknown) => Promise<Execution>
}> => {
  // The service answers at once, whatever the suite runs with: times are exact here.
  const runner = new DurableTestRunner({ checkpointLatency: {} })
  const acme = new FakeProcessor("acme")
  const backup = new FakeProcessor("backup")
  const webhook = createWebhook(await runner.lambdaClient())
  const pay = (event: unknown = payment): Promise<Execution> =>
    runner.run(createWorkflow([acme, backup]), event)
  return { acme, backup, webhook, runner, pay }
}

const settledByBackup = { status: "PAID", processor: "backup", transactionId: "b-1" }

describe("a processor that is at work", () => {
  it("is waited for as long as it says so", async () => {
    const { runner, webhook, backup, pay } = await setUp()
    runner.onCallback("charge-acme", async (callback) => {
      for (let report = 0; report < 10; report++) {
        await callback.sleep({ seconds: 25 })
        await webhook({ type: "processing", callbackId: callback.id })
      }
      await webhook({ type: "settled", callbackId: callback.id, transactionId: "a-1" })
    })

    const execution = await pay()

    expect(execution.result).toEqual({ status: "PAID", processor: "acme", transactionId: "a-1" })
    expect(execution.durationMs).toBeGreaterThanOrEqual(250_000)
    // A heartbeat costs no invocation.
    expect(execution.invocations).toHaveLength(2)
    expect(backup.charges).toEqual([])
  })

  it("is asked again when it could not be reached, for the same charge", async () => {
    const { runner, acme, pay } = await setUp()
    acme.failuresLeft = 1
    runner.completeCallback("charge-acme", { transactionId: "a-1" }, { after: { seconds: 1 } })

    const execution = await pay()

    expect(execution.result).toMatchObject({ status: "PAID", processor: "acme" })
    expect(acme.charges).toMatchObject([{ ...payment, idempotencyKey: "o-1001-acme" }])
  })

  it("may decline, and then nobody else is asked", async () => {
    const { runner, webhook, acme, backup, pay } = await setUp()
    const declined = { type: "declined", declineCode: "51", reason: "No money" } as const
    runner.onCallback("charge-acme", async (callback) => {
      await webhook({ ...declined, callbackId: callback.id })
    })

    const execution = await pay()

    expect(execution.result).toEqual({ status: "DECLINED", processor: "acme", reason: "No money" })
    expect(acme.voided).toEqual([])
    expect(backup.charges).toEqual([])
  })
})

describe("the fallback", () => {
  it("charges when the first processor falls silent, once its charge is void", async () => {
    const { runner, acme, pay } = await setUp()
    runner.heartbeatCallback("charge-acme", { every: { seconds: 20 }, times: 2 })
    runner.completeCallback("charge-backup", { transactionId: "b-1" }, { after: { seconds: 3 } })

    const execution = await pay()

    expect(execution.result).toEqual(settledByBackup)
    expect(timeOutOf(execution, "charge-acme")).toBe("Callback.Heartbeat")
    expect(execution.durationMs).toBe((2 * 20 + 30 + 3) * 1_000)
    expect(acme.voided).toEqual(["o-1001-acme"])
    expect(namesOf(execution)).toEqual(["charge-acme", "void-acme", "charge-backup"])
  })

  it("charges when the first processor works for more than five minutes", async () => {
    const { runner, pay } = await setUp()
    runner.heartbeatCallback("charge-acme", { every: { seconds: 20 } })
    runner.completeCallback("charge-backup", { transactionId: "b-1" }, { after: { seconds: 3 } })

    const execution = await pay()

    expect(execution.result).toEqual(settledByBackup)
    expect(timeOutOf(execution, "charge-acme")).toBe("Callback.Timeout")
    expect(execution.durationMs).toBe((5 * 60 + 3) * 1_000)
  })

  it("charges when the first processor cannot be reached", async () => {
    const { runner, acme, pay } = await setUp()
    // Both attempts to charge, and the first two to void.
    acme.failuresLeft = 4
    runner.completeCallback("charge-backup", { transactionId: "b-1" }, { after: { seconds: 3 } })

    const execution = await pay()

    expect(execution.result).toEqual(settledByBackup)
    expect(execution.operation("void-acme").attempts).toHaveLength(3)
    expect(execution.durationMs).toBe((5 + 2 + 4 + 3) * 1_000)
  })

  it("gets no charge as long as the first one may still happen", async () => {
    const { acme, backup, pay } = await setUp()
    acme.failuresLeft = Infinity

    const execution = await pay()

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorMessage: "acme is unreachable" })
    expect(backup.charges).toEqual([])
  })

  it("may report its events out of order", async () => {
    const { acme, backup, pay } = await setUp()

    const execution = await pay()

    expect(execution.result).toEqual({ status: "UNAVAILABLE", processors: ["acme", "backup"] })
    expect(execution.durationMs).toBe(2 * 30_000)
    expect([...acme.voided, ...backup.voided]).toEqual(["o-1001-acme", "o-1001-backup"])
  })
})

describe("a processor that comes too late", () => {
  it("is told that its charge was abandoned", async () => {
    const { runner, webhook, pay } = await setUp()
    const responses: WebhookResponse[] = []
    runner.onCallback("charge-acme", async (callback) => {
      await callback.sleep({ seconds: 40 })
      const settled = { type: "settled", callbackId: callback.id, transactionId: "a-1" } as const
      responses.push(await webhook(settled))
    })
    runner.onCallback("charge-backup", async (callback) => {
      await callback.sleep({ minutes: 1 })
      // The heartbeat time-out has passed for this one as well.
      responses.push(await webhook({ type: "processing", callbackId: callback.id }))
    })

    const execution = await pay()

    expect(execution.result).toMatchObject({ status: "UNAVAILABLE" })
    expect(responses).toEqual([{ charge: "abandoned" }, { charge: "abandoned" }])
  })
})

describe("an error of a processor that is no decline", () => {
  it("fails the execution, for somebody to look at", async () => {
    const { runner, backup, pay } = await setUp()
    runner.failCallback("charge-acme", { ErrorType: "Bug", ErrorMessage: "out of memory" })

    const execution = await pay()

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorMessage: "out of memory" })
    expect(backup.charges).toEqual([])
  })
})

it.each([{}, { orderId: "o-1" }, { orderId: "o-1", amountCents: -5 }, "o-1"])(
  "%j is no payment, and is charged by nobody",
  async (event) => {
    const { acme, pay } = await setUp()

    const execution = await pay(event)

    expect(execution.error).toMatchObject({ ErrorType: "InvalidPaymentError" })
    expect(acme.charges).toEqual([])
  },
)

const timeOutOf = (execution: Execution, name: string): string | undefined =>
  execution.operation(name).children.find(({ type }) => type === "CALLBACK")?.error?.ErrorType

/** The names of the operations at the top, in their order. */
const namesOf = (execution: Execution): (string | undefined)[] =>
  execution.operationTree.map(({ name }) => name)
