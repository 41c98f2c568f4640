import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import { expect, test } from "vitest"
import { expectRejection } from "../expect-error.ts"

/** Creates callbacks of these names and waits for none of them. */
const create = withDurableExecution(async (names: string[], context: DurableContext) => {
  for (const name of names) await context.createCallback(name)
  return "done"
})

async function messageOf(
  names: string[],
  script: (runner: DurableTestRunner) => void,
): Promise<string> {
  const runner = new DurableTestRunner()
  script(runner)
  return (await expectRejection(runner.run(create, names), UnusedScriptError)).message
}

test("a script for a handler without callbacks", async () => {
  const message = await messageOf([], (runner) => runner.completeCallback("approve", "yes"))
  expect(message).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and a script was never used:
      completeCallback("approve"): the handler created no callback.
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test("a script whose name nobody has", async () => {
  const message = await messageOf(["pay", "ship"], (runner) => runner.failCallback("approve"))
  expect(message).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and a script was never used:
      failCallback("approve"): no callback has that name; the handler created "pay" and "ship".
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test("a script for an occurrence that did not happen", async () => {
  const message = await messageOf(["approve"], (runner) =>
    runner.completeCallback("approve", "yes", { occurrence: 2 }),
  )
  expect(message).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and a script was never used:
      completeCallback("approve"): the handler created 1 callback of that name, so there is no occurrence 2.
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test("more scripts than callbacks of the name", async () => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async () => {}),
  )
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  runner.completeCallback("approve", "once more")
  const { message } = await expectRejection(runner.run(handler), UnusedScriptError)
  expect(message).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and a script was never used:
      completeCallback("approve"): the handler created 1 callback of that name, which other scripts had answered. Pass { expectRefused: true } if the answer is late on purpose.
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test.each<[string, (runner: DurableTestRunner) => void, string]>([
  ["an answer", (runner) => runner.completeCallback("approve"), " Pass { expectRefused: true } if"],
  ["a failure", (runner) => runner.failCallback("approve"), " Pass { expectRefused: true } if"],
  ["a time-out", (runner) => runner.timeoutCallback("approve"), "\n"],
])("%s too much has a hint if it can be sent all the same", async (_what, second, hint) => {
  const handler = withDurableExecution((_event: unknown, context) =>
    context.waitForCallback("approve", async () => {}),
  )
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  second(runner)
  const { message } = await expectRejection(runner.run(handler), UnusedScriptError)
  expect(message).toContain(`which other scripts had answered.${hint}`)
})

test("a pattern that nothing matches", async () => {
  const message = await messageOf(["pay", "ship", "ship"], (runner) =>
    runner.completeCallback(/^approve-\d+$/, "yes"),
  )
  expect(message).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and a script was never used:
      completeCallback(/^approve-\\d+$/): no callback has that name; the handler created "pay" and "ship".
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test("several scripts at once", async () => {
  const message = await messageOf(["approve", "ship"], (runner) => {
    runner.completeCallback("Approve", "yes")
    runner.timeoutCallback("pay")
    runner.completeCallback("ship", "yes", { after: { hours: 1 } })
    runner.heartbeatCallback("approval")
  })
  expect(message).toMatchInlineSnapshot(`
    "The execution ended SUCCEEDED, and 4 scripts were never used:
      completeCallback("Approve"): no callback has that name; the handler created "approve" and "ship". Did you mean "approve"?
      timeoutCallback("pay"): no callback has that name; the handler created "approve" and "ship".
      completeCallback("ship"): callback "ship" is closed with its execution, before 1h had passed. Pass { expectRefused: true } if the answer is late on purpose.
      heartbeatCallback("approval"): no callback has that name; the handler created "approve" and "ship". Did you mean "approve"?
    Pass { allowUnusedScripts: true } to the runner if that is intended."
  `)
})

test("allowUnusedScripts makes them fine", async () => {
  const runner = new DurableTestRunner({ allowUnusedScripts: true })
  runner.completeCallback("approve", "yes")
  expect((await runner.run(create, [])).result).toBe("done")
})

test("heartbeats that the completion overtakes are fine", async () => {
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner()
  runner.heartbeatCallback("approve", { every: { minutes: 10 }, times: 100 })
  runner.completeCallback("approve", "yes", { after: { minutes: 1 } })
  expect((await runner.run(handler)).result).toBe("yes")
})

test("an unused script is gone with the run it was for", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  await expectRejection(runner.run(create, []), UnusedScriptError)
  expect((await runner.run(create, [])).result).toBe("done")
})
