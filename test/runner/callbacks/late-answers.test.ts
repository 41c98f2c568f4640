import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { type DeliveryOptions, DurableTestRunner } from "durable-test-runner"
import { ServiceError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { failureOf } from "./failure.ts"

type Send = (runner: DurableTestRunner, options: DeliveryOptions) => void

const succeed: Send = (runner, options) => runner.completeCallback("approve", "yes", options)
const fail: Send = (runner, options) => runner.failCallback("approve", "no", options)
const beat: Send = (runner, options) => runner.heartbeatCallback("approve", options)
const nothing: Send = () => {}

const CLOSED = {
  name: "CallbackTimeoutException",
  message: "The callback is either timed out or already completed",
}

/** Lives on for an hour after its callback has been answered. */
const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback("approve", { timeout: { minutes: 10 } })
  const outcome = await answer.catch((error: unknown) => failureOf(error).class)
  await context.wait("afterwards", { hours: 1 })
  return outcome
})

describe("E3 what comes after the first answer is refused and has no effect", () => {
  const ends: [string, Send, string][] = [
    ["the time-out", nothing, "CallbackTimeoutError"],
    ["a success", succeed, "yes"],
    ["a failure", fail, "CallbackExternalError"],
  ]
  const lates: [string, Send][] = [
    ["success", succeed],
    ["failure", fail],
    ["heartbeat", beat],
  ]
  const cases = ends.flatMap(([end, first, result]) =>
    lates.map(([late, second]) => ({ end, first, result, late, second })),
  )

  test.each(cases)("E3 a $late after $end", async ({ first, second, result }) => {
    const alone = new DurableTestRunner()
    first(alone, { after: { minutes: 1 }, occurrence: 1 })
    const undisturbed = await alone.run(ask)

    const runner = new DurableTestRunner()
    first(runner, { after: { minutes: 1 }, occurrence: 1 })
    second(runner, { after: { minutes: 30 }, occurrence: 1, expectRefused: true })
    const execution = await runner.run(ask)

    expect(execution.deliveries.at(-1)?.refused).toEqual(CLOSED)
    expect(execution.result).toBe(result)
    expect(execution.history).toEqual(undisturbed.history)
  })
})

describe("E3 what comes after the execution has ended", () => {
  const leave = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.createCallback("approve", { timeout: { hours: 1 } })
    return "left"
  })

  test.each<[string, Send]>([
    ["success", succeed],
    ["failure", fail],
    ["heartbeat", beat],
  ])("E3 a %s is refused", async (_kind, send) => {
    const runner = new DurableTestRunner()
    send(runner, { after: { minutes: 1 }, expectRefused: true })
    const execution = await runner.run(leave)
    expect(execution.deliveries).toMatchObject([{ refused: CLOSED }])
    expect(execution.operation("approve").status).toBe("STARTED")
  })

  test("E3 a success by id, by the runner and by the client of AWS, is refused", async () => {
    const runner = new DurableTestRunner()
    const { callbackId: CallbackId = "" } = (await runner.run(leave)).operation("approve")
    expect(() => runner.completeCallback(CallbackId, "late")).toThrow(ServiceError)
    const client = await runner.lambdaClient()
    const command = new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "late" })
    await expect(client.send(command)).rejects.toMatchObject(CLOSED)
  })
})
