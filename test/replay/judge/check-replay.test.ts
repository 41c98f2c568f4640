import { AsyncLocalStorage } from "node:async_hooks"
import { fileURLToPath } from "node:url"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import * as handlers from "../diverging-handlers.ts"

const file = fileURLToPath(new URL("../diverging-handlers.ts", import.meta.url))

/** The message without what depends on where the repository is. */
async function messageFor(make: typeof handlers.anotherName): Promise<string | undefined> {
  const runner = new DurableTestRunner(exactTimes)
  runner.registerFunction("mailer", () => "sent", { durable: false })
  const { divergence, notes } = await runner.checkReplay(withDurableExecution(make()))
  return (divergence ?? notes[0])?.message.replaceAll(file, "handlers.ts")
}

describe("the message of a divergence", () => {
  test("A renamed operation is printed beside the recorded one", async () => {
    expect(await messageFor(handlers.anotherName)).toMatchInlineSnapshot(`
      "A replay diverges at operation 2 (invocation 2, +1h):
        recorded   step "charge-1767229200000"
                   at handlers.ts:9:17
        the code   asks for step "charge-1767513659777"
                   at handlers.ts:9:17
        cause      it depends on the clock, and a replay happens later. Read the time in a step, which records it: await context.step(async () => Date.now()).
                   at handlers.ts:9:37"
    `)
  })

  test("A recorded operation that the code no longer asks for is named", async () => {
    expect(await messageFor(handlers.noLongerAskedFor)).toMatchInlineSnapshot(`
      "A replay diverges at operation 2 (invocation 1, +0s):
        recorded   chained invoke "receipt"
                   at handlers.ts:17:29
        the code   does not ask for it: it returns nothing
        cause      it depends on a side effect of a step body, and the body does not run again in a replay. Return the value from the step, and use the return value of context.step.
                   at handlers.ts:14:17"
    `)
  })

  test("A changed input of an invoke is printed beside the recorded one", async () => {
    expect(await messageFor(handlers.anotherInput)).toMatchInlineSnapshot(`
      "A replay diverges at operation 1 (invocation 1, +0s):
        recorded   chained invoke "receipt", input {"lucky":true}
                   at handlers.ts:21:11
        the code   asks for chained invoke "receipt", input {"lucky":false}
                   at handlers.ts:21:11
        cause      it depends on random numbers, and a replay draws others. Draw them in a step, which records them: await context.step(async () => crypto.randomUUID()).
                   at handlers.ts:21:53"
    `)
  })

  test("A changed result of the execution is printed beside the recorded one", async () => {
    expect(await messageFor(handlers.anotherResult)).toMatchInlineSnapshot(`
      "A replay diverges at its end (invocation 1, +0s):
        recorded   returns {"calls":1}
        the code   returns {"calls":2}
        cause      it depends on a variable outside of the handler, which outlives an invocation and starts again in another process. Keep such state in the handler, or in the result of a step."
    `)
  })

  test("A changed result of a context is printed beside the recorded one", async () => {
    expect(await messageFor(handlers.anotherContextResult)).toMatchInlineSnapshot(`
      "A replay diverges at operation 1 (invocation 1, +0s):
        recorded   run in child context "stamp" succeeds with {"at":1767225600000}
                   at handlers.ts:40:11
        the code   run in child context "stamp" succeeds with {"at":1767510059777}
        cause      it depends on the clock, and a replay happens later. Read the time in a step, which records it: await context.step(async () => Date.now()).
                   at handlers.ts:42:23"
    `)
  })

  test("A changed retry delay is printed beside the recorded one", async () => {
    expect(await messageFor(handlers.anotherDelay)).toMatchInlineSnapshot(`
      "A replay diverges at operation 1 (invocation 1, +0s):
        recorded   step "call" is tried again after 3600 s
                   at handlers.ts:46:11
        the code   step "call" is tried again after 3541 s
        cause      it depends on the clock, and a replay happens later. Read the time in a step, which records it: await context.step(async () => Date.now()).
                   at handlers.ts:53:40"
    `)
  })

  test("an operation that was never recorded", async () => {
    expect(await messageFor(handlers.neverRecorded)).toMatchInlineSnapshot(`
      "A replay diverges at its end (invocation 1, +0s):
        recorded   no such operation
        the code   asks for step "again"
                   at handlers.ts:35:36
        cause      it depends on a variable outside of the handler, which outlives an invocation and starts again in another process. Keep such state in the handler, or in the result of a step."
    `)
  })
})

describe("the runs that are recorded", () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const answer = await context.waitForCallback("approve", async () => {}, {
      timeout: { hours: 1 },
    })
    const paid = await context.invoke<object, string>("pay", "payments", { answer })
    return `${answer} ${paid}`
  })

  test("use the scripts and functions of the runner, once for both", async () => {
    const runner = new DurableTestRunner()
    runner.registerFunction("payments", () => "paid", { durable: false })
    runner.completeCallback("approve", "yes")
    const { isDeterministic, execution, replays } = await runner.checkReplay(handler)
    expect({ isDeterministic, result: execution.result }).toEqual({
      isDeterministic: true,
      result: "yes paid",
    })
    expect(replays).toBeGreaterThan(8)
    const later = await runner.run(handler)
    expect(later.status).toBe("FAILED")
  })

  test("use its responders", async () => {
    const runner = new DurableTestRunner()
    runner.registerFunction("payments", () => "paid", { durable: false })
    runner.onCallback("approve", (callback) => callback.succeed("sure"))
    const { isDeterministic, execution } = await runner.checkReplay(handler)
    expect({ isDeterministic, result: execution.result }).toEqual({
      isDeterministic: true,
      result: "sure paid",
    })
  })

  test("run the bodies of steps, which the replays do not", async () => {
    let bodies = 0
    const counting = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      for (const name of ["a", "b", "c"]) await context.step(name, async () => void bodies++)
    })
    const { replays } = await new DurableTestRunner().checkReplay(counting)
    expect({ bodies, isReplayed: replays > 3 }).toEqual({ bodies: 9, isReplayed: true })
  })

  test("are refused like those of run", async () => {
    const runner = new DurableTestRunner()
    await expect(runner.checkReplay("handler" as never)).rejects.toThrow(InvalidArgumentError)
    await expect(runner.replay("handler" as never, [])).rejects.toThrow(InvalidArgumentError)
  })
})

test("a check leaves the globals as they were", async () => {
  const read = (): unknown[] => [
    Reflect.get(JSON, "stringify"),
    Reflect.get(JSON, "parse"),
    Reflect.get(Promise, "race"),
    Reflect.get(Promise, "any"),
    Reflect.get(AsyncLocalStorage.prototype, "run"),
    process.env,
  ]
  const before = read()
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
    context.step("a", async () => 1),
  )
  await new DurableTestRunner().checkReplay(handler)
  const after = read()
  expect(after.every((value, index) => value === before[index])).toBe(true)
})

test("checks at the same time do not see each other", async () => {
  const handler = withDurableExecution(async ({ id }: { id: number }, context: DurableContext) => {
    await context.wait("pause", { seconds: id + 1 })
    return context.step(`work ${id}`, async () => id)
  })
  const checks = await Promise.all(
    [0, 1, 2, 3].map((id) => new DurableTestRunner().checkReplay(handler, { id })),
  )
  expect(
    checks.map(({ isDeterministic, execution }) => [isDeterministic, execution.result]),
  ).toEqual([0, 1, 2, 3].map((id) => [true, id]))
})

test("a check replays a handler once per step, and once to its end", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    for (let step = 0; step < 100; step++) await context.step(`step ${step}`, async () => step)
  })
  const { isDeterministic, replays } = await new DurableTestRunner().checkReplay(handler)
  expect({ isDeterministic, replays }).toEqual({ isDeterministic: true, replays: 101 })
})
