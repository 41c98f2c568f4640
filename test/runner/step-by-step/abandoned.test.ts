import { execFile } from "node:child_process"
import * as timersModule from "node:timers"
import { promisify } from "node:util"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type StartedExecution } from "durable-test-runner"
import { expect, test } from "vitest"

const execute = promisify(execFile)

/** The globals that a run replaces, by their present values. */
function globals(): Record<string, unknown> {
  return {
    setTimeout: globalThis.setTimeout,
    Date: globalThis.Date,
    random: Reflect.get(Math, "random"),
    exit: Reflect.get(process, "exit"),
    moduleSetTimeout: timersModule.setTimeout,
  }
}

const before = globals()

async function globalsNow(): Promise<Record<string, unknown>> {
  // What was imported from Node's modules is put back at the end of this turn.
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  return globals()
}

const slow = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  await context.step("work", async () => new Promise((resolve) => setTimeout(resolve, 9_000)))
  return context.waitForCallback("approve", async () => {})
})

const isWorking = ({ operations }: ReturnType<StartedExecution["snapshot"]>): boolean =>
  operations.length === 1

test("between two steps the globals are as the test knows them", async () => {
  const execution = new DurableTestRunner().start(slow)
  expect(await globalsNow()).toEqual(before)
  await execution.until(isWorking)
  expect(await globalsNow()).toEqual(before)
  await execution.untilCallback("approve")
  expect(await globalsNow()).toEqual(before)
})

test("abandoned executions leave nothing behind, wherever they stand", async () => {
  const moments: ((execution: StartedExecution) => Promise<unknown>)[] = [
    async () => undefined,
    (execution) => execution.until(isWorking),
    (execution) => execution.untilCallback("approve"),
    (execution) => execution.until(() => false).catch(() => undefined),
    (execution) => execution.result().catch(() => undefined),
  ]
  for (const reach of moments) await reach(new DurableTestRunner().start(slow))
  expect(await globalsNow()).toEqual(before)
  const execution = new DurableTestRunner().start(withDurableExecution(async () => "as ever"))
  expect((await execution.result()).result).toBe("as ever")
})

test("real I/O of a step is over when the test gets its turn, and its code saw virtual time", async () => {
  const seen: string[] = []
  const reading = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.step("read", async () => {
      await execute(process.execPath, ["--version"])
      seen.push(new Date().toISOString())
    })
    return context.waitForCallback("approve", async () => {})
  })
  const runner = new DurableTestRunner({ startTime: 0 })
  const execution = runner.start(reading)
  await execution.until(({ operations }) =>
    operations.some(({ name, status }) => name === "read" && status === "STARTED"),
  )
  expect(seen).toEqual(["1970-01-01T00:00:00.000Z"])
  await (await execution.untilCallback("approve")).succeed("yes")
  expect((await execution.result()).result).toBe("yes")
})

test("until does not ask again while real time passes and nothing happens", async () => {
  const asked: string[] = []
  const reading = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step("read", async () => {
      await execute(process.execPath, ["--version"])
    }),
  )
  const execution = new DurableTestRunner().start(reading)
  await execution.until(({ status, history, durationMs, invocations }) => {
    asked.push(JSON.stringify([status, history, durationMs, invocations]))
    return status === "SUCCEEDED"
  })
  expect(asked.filter((state, index) => state === asked[index - 1])).toEqual([])
})
