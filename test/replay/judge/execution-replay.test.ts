import { fileURLToPath } from "node:url"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import * as handlers from "../diverging-handlers.ts"

const file = fileURLToPath(new URL("../diverging-handlers.ts", import.meta.url))

let bodies = 0
let begun = 0

const order = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  begun++
  await context.step("reserve", async () => void bodies++)
  await context.wait("cool down", { hours: 1 })
  const [approval] = await context.createCallback("approve", { timeout: { hours: 1 } })
  return approval
})

describe("execution.replay", () => {
  test("holds a deterministic handler for compatible, and runs no body", async () => {
    const runner = new DurableTestRunner(exactTimes)
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(order)
    bodies = 0
    const { verdict, divergence, replays, message } = await execution.replay()
    expect({ verdict, divergence, bodies }).toEqual({
      verdict: "compatible",
      divergence: undefined,
      bodies: 0,
    })
    expect(replays).toBeGreaterThan(3)
    expect(message).toBe(`compatible: ${replays} replays requested the recorded operations`)
  })

  test("runs nothing before it is called", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, replay: "as-needed" })
    runner.completeCallback("approve", "yes")
    begun = 0
    const { invocations } = await runner.run(order)
    expect(begun).toBe(invocations.length)
  })

  test("takes an execution that waits", async () => {
    const started = new DurableTestRunner(exactTimes).start(order)
    await started.untilCallback("approve")
    expect((await started.snapshot().replay()).verdict).toBe("compatible")
  })

  test("takes an execution that was invoked by another", async () => {
    const parent = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.invoke("child", "worker:$LATEST", {}),
    )
    const worker = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step(`at ${Date.now()}`, async () => 1),
    )
    const runner = new DurableTestRunner(exactTimes)
    runner.registerFunction("worker", worker, { durable: true })
    const execution = await runner.run(parent)
    expect((await execution.replay()).verdict).toBe("compatible")
    const child = execution.operation("child").childExecution
    expect((await child?.replay())?.divergence?.cause?.kind).toBe("clock")
  })

  test("says where a handler diverges, and why", async () => {
    const execution = await new DurableTestRunner(exactTimes).run(
      withDurableExecution(handlers.anotherName()),
    )
    const { message } = await execution.replay()
    expect(message.replaceAll(file, "handlers.ts")).toMatchInlineSnapshot(`
      "incompatible: A replay diverges at operation 2 (invocation 2, +1h):
        recorded   step "charge-1767229200000"
        the code   asks for step "charge-1767513659777"
                   at handlers.ts:9:17
        cause      it depends on the clock, and a replay happens later. Read the time in a step, which records it: await context.step(async () => Date.now()).
                   at handlers.ts:9:37"
    `)
  })

  test("says how to find out what only another run can tell", async () => {
    const runner = new DurableTestRunner({ ...exactTimes, replay: "as-needed" })
    runner.registerFunction("mailer", () => "sent", { durable: false })
    const execution = await runner.run(withDurableExecution(handlers.noLongerAskedFor()))
    const { message } = await execution.replay()
    expect(message.replaceAll(file, "handlers.ts")).toMatchInlineSnapshot(`
      "incompatible: A replay diverges at operation 2 (invocation 1, +0s):
        recorded   chained invoke "receipt"
        the code   does not ask for it: it returns nothing
        cause      it depends on something that is not recorded: a side effect of a step body, a variable outside of the handler, a changed event, or which promise settles first. runner.checkReplay(handler, input) finds out which: it runs the handler again."
    `)
  })
})
