import { setTimeout } from "node:timers/promises"

import { DurableTestRunner } from "durable-test-runner"
import type { Execution } from "durable-test-runner"
import { describe, expect, it } from "vitest"

import { createApprover } from "./approver.ts"
import { exploreApproval } from "./explore-approval.ts"
import { FakeDesk, FakeStock, fakeWarehouse, order } from "./fakes.ts"
import { createWorkflow } from "./workflow.ts"

/** The service answers at once, whatever the suite runs with. */
const exactTimes = { checkpointLatency: {} }

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const warehouse = fakeWarehouse()

describe("an order that needs approval", () => {
  it("reserves the stock once it is approved", async () => {
    const runner = new DurableTestRunner()
    const desk = new FakeDesk()
    runner.completeCallback("approve", { approvedBy: "jo" }, { after: { minutes: 20 } })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(execution.status).toBe("SUCCEEDED")
    expect(execution.result).toEqual({
      status: "APPROVED",
      approvedBy: "jo",
      reservationId: "r1",
    })
    expect(desk.requests).toMatchObject([{ order, totalCents: 129_800 }])
    expect(execution.invocations).toHaveLength(2)
  })

  it("is rejected with the approver's reason, and reserves nothing", async () => {
    const runner = new DurableTestRunner()
    const approver = createApprover(await runner.lambdaClient())
    const desk = new FakeDesk({
      onRequest: ({ callbackId }) =>
        approver({ action: "reject", callbackId, user: "jo", reason: "No budget" }),
    })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(execution.result).toEqual({
      status: "REJECTED",
      rejectedBy: "jo",
      reason: "No budget",
    })
    expect(execution.operation("approve").status).toBe("FAILED")
    expect(execution.operations.map(({ name }) => name)).not.toContain("reserve-stock")
  })

  it("is not taken for rejected when the approver breaks", async () => {
    const runner = new DurableTestRunner()
    runner.failCallback("approve", {
      ErrorType: "Runtime.ExitError",
      ErrorMessage: "Out of memory",
    })

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse }),
      order,
    )

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({
      ErrorType: "CallbackExternalError",
      ErrorMessage: "Out of memory",
    })
  })

  it("fails at once when it is not an order", async () => {
    const runner = new DurableTestRunner()
    const workflow = createWorkflow({ approvals: new FakeDesk(), warehouse })

    const execution = await runner.run(workflow, { ...order, lines: [] })

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorType: "InvalidOrderError" })
  })
})

describe("when nobody answers", () => {
  it("expires after 30 minutes without a heartbeat", async () => {
    const runner = new DurableTestRunner(exactTimes)

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse }),
      order,
    )

    expect(execution.result).toMatchObject({ status: "EXPIRED" })
    expect(timeOutsOf(execution)).toEqual(["Callback.Heartbeat"])
    expect(execution.durationMs).toBe(30 * MINUTE_MS)
  })

  it("expires after 24 hours, however many heartbeats come", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.heartbeatCallback("approve", { every: { minutes: 25 } })

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse }),
      order,
    )

    expect(execution.result).toMatchObject({ status: "EXPIRED" })
    expect(timeOutsOf(execution)).toEqual(["Callback.Timeout"])
    expect(execution.durationMs).toBe(24 * HOUR_MS)
    expect(execution.invocations).toHaveLength(2)
  })

  it("expires 30 minutes after the last heartbeat", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.heartbeatCallback("approve", { every: { minutes: 25 }, times: 4 })

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse }),
      order,
    )

    expect(timeOutsOf(execution)).toEqual(["Callback.Heartbeat"])
    expect(execution.durationMs).toBe((4 * 25 + 30) * MINUTE_MS)
  })
})

describe("the hand-over to the approver", () => {
  it("is retried while the desk is down", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const desk = new FakeDesk({ failures: 2 })
    runner.completeCallback("approve", { approvedBy: "jo" }, { after: { minutes: 1 } })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(execution.result).toMatchObject({ status: "APPROVED" })
    expect(desk.requests).toHaveLength(1)
    // Attempts at 0, 10 and 30 seconds, then the answer a minute after the last.
    expect(execution.invocations).toHaveLength(4)
    expect(execution.durationMs).toBe(10_000 + 20_000 + MINUTE_MS)
  })

  it("fails the execution when the desk stays down", async () => {
    const runner = new DurableTestRunner()
    const desk = new FakeDesk({ failures: 3 })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({
      ErrorType: "CallbackSubmitterError",
      ErrorMessage: "The approval desk is down",
    })
  })
})

describe("the approver's production code", () => {
  it("approves", async () => {
    const runner = new DurableTestRunner()
    const approver = createApprover(await runner.lambdaClient())
    const desk = new FakeDesk({
      onRequest: ({ callbackId }) => approver({ action: "approve", callbackId, user: "jo" }),
    })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(execution.result).toMatchObject({ status: "APPROVED", approvedBy: "jo" })
  })

  it("keeps the request alive while somebody reviews it", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const approver = createApprover(await runner.lambdaClient())
    const desk = new FakeDesk({
      async onRequest({ callbackId }) {
        await setTimeout(10 * MINUTE_MS)
        await approver({ action: "still-reviewing", callbackId })
      },
    })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(timeOutsOf(execution)).toEqual(["Callback.Heartbeat"])
    expect(execution.durationMs).toBe((10 + 30) * MINUTE_MS)
  })

  it("tells the second of two people that the request is settled", async () => {
    const runner = new DurableTestRunner()
    const approver = createApprover(await runner.lambdaClient())
    const outcomes: string[] = []
    const desk = new FakeDesk({
      async onRequest({ callbackId }) {
        const first = await approver({ action: "approve", callbackId, user: "jo" })
        const second = await approver({ action: "reject", callbackId, user: "kim", reason: "No" })
        outcomes.push(first.outcome, second.outcome)
      },
    })

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)

    expect(outcomes).toEqual(["accepted", "too-late"])
    expect(execution.result).toMatchObject({ status: "APPROVED", approvedBy: "jo" })
  })

  it("refuses an answer that comes after the request expired", async () => {
    const runner = new DurableTestRunner()
    const approver = createApprover(await runner.lambdaClient())
    const desk = new FakeDesk()

    const execution = await runner.run(createWorkflow({ approvals: desk, warehouse }), order)
    const late = await approver({ action: "approve", callbackId: desk.callbackId, user: "jo" })

    expect(late).toEqual({ outcome: "too-late" })
    expect(execution.result).toMatchObject({ status: "EXPIRED" })
  })
})

describe("an answer by the test that comes too late", () => {
  it("is refused as the service refuses it", async () => {
    const runner = new DurableTestRunner()
    const late = { after: { minutes: 31 }, expectRefused: true }
    runner.completeCallback("approve", { approvedBy: "jo" }, late)

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse }),
      order,
    )

    expect(execution.result).toMatchObject({ status: "EXPIRED" })
    expect(execution.deliveries).toMatchObject([{ refused: { name: "CallbackTimeoutException" } }])
  })
})

describe("the reservation", () => {
  it("is retried while the warehouse is down", async () => {
    const runner = new DurableTestRunner(exactTimes)
    const flaky = fakeWarehouse("unavailable", "unavailable", {
      kind: "reserved",
      reservationId: "r2",
    })
    runner.completeCallback("approve", { approvedBy: "jo" }, { after: { minutes: 1 } })

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse: flaky }),
      order,
    )

    expect(execution.result).toMatchObject({ status: "APPROVED", reservationId: "r2" })
    expect(execution.operation("reserve-stock").attempts).toHaveLength(3)
    expect(execution.durationMs).toBe(MINUTE_MS + 2_000 + 4_000)
  })

  it("says which article is out of stock", async () => {
    const runner = new DurableTestRunner()
    const empty = fakeWarehouse({ kind: "out-of-stock", sku: "espresso-machine" })
    runner.completeCallback("approve", { approvedBy: "jo" })

    const execution = await runner.run(
      createWorkflow({ approvals: new FakeDesk(), warehouse: empty }),
      order,
    )

    expect(execution.result).toEqual({
      status: "OUT_OF_STOCK",
      approvedBy: "jo",
      sku: "espresso-machine",
    })
  })
})

describe("whatever crashes, is lost or comes late", () => {
  it("the stock is reserved once", async () => {
    const runner = { ...exactTimes, replay: "as-needed", pageSize: 1_000 } as const
    const verdict = await exploreApproval(new FakeStock(), { runner })
    verdict.assertPassed()
    expect(verdict.proof).toMatchObject({ kind: "exhaustive", maxFaults: Infinity })
  })

  it("does not hold with a warehouse that reserves again when it is asked again", async () => {
    const { failure } = await exploreApproval(new FakeStock({ isIdempotent: false }))
    expect(failure?.violation.invariant).toBe("crash-refinement")
    expect(failure?.violation.message).toContain("outside.reservations  1 -> 2")
    expect(failure?.shrunk.to).toBe(1)
  })
})

const timeOutsOf = (execution: Execution): (string | undefined)[] =>
  execution.history
    .filter((event) => event.EventType === "CallbackTimedOut")
    .map((event) => event.CallbackTimedOutDetails?.Error?.Payload?.ErrorType)
