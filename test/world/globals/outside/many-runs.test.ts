import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { afterEach, describe, expect, test, vi } from "vitest"
import { exactTimes } from "../../../support/exact-times.ts"

afterEach(() => {
  vi.restoreAllMocks()
})

const handler = withDurableExecution(async (_event: unknown, context) => {
  await context.step("sleep", () => sleep(1_000))
  await context.wait({ hours: 1 })
  return context.step("read", async () => Date.now())
})

/** How often Node was asked for all that is open in the process while so many runs went on at once. */
async function countsOf(runs: number): Promise<number> {
  const count = vi.spyOn(process, "getActiveResourcesInfo")
  const executions = await Promise.all(
    Array.from({ length: runs }, () =>
      new DurableTestRunner({ ...exactTimes, startTime: 0 }).run(handler),
    ),
  )
  expect(new Set(executions.map(({ result }) => result))).toEqual(new Set([3_601_000]))
  const { length } = count.mock.calls
  count.mockRestore()
  return length
}

describe("open resources are counted once a turn for all runs (C7)", () => {
  test("many runs at once ask hardly more often than one", async () => {
    await countsOf(1)
    const alone = await countsOf(1)
    expect(alone).toBeGreaterThan(0)
    expect(await countsOf(50)).toBeLessThanOrEqual(4 * alone)
    expect(await countsOf(200)).toBeLessThanOrEqual(4 * alone)
  })
})

test("I/O that one of many runs begins in a turn holds its time, and that of no run for ever (C7)", async () => {
  const file = new URL(import.meta.url)
  const reading = withDurableExecution(async (event: { readonly reads: boolean }, context) => {
    const before = Date.now()
    const length = await context.step("read", async () => {
      if (!event.reads) return 0
      return (await Promise.race([readFile(file, "utf8"), sleep(1_000, "late")])).length
    })
    return { length, tookMs: Date.now() - before }
  })
  const { length } = await readFile(file, "utf8")
  const executions = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      new DurableTestRunner(exactTimes).run(reading, { reads: index % 3 === 0 }),
    ),
  )
  for (const [index, { result }] of executions.entries()) {
    expect(result).toEqual({ length: index % 3 === 0 ? length : 0, tookMs: 0 })
  }
})
