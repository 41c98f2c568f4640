import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

const MINUTE = 60_000

/** What libraries such as undici have: one timer for ever, refreshed whenever it is needed. */
function keptTimer(): () => Promise<readonly number[]> {
  let fired: number[] = []
  let begun = 0
  let timer: NodeJS.Timeout | undefined
  return async () => {
    fired = []
    begun = Date.now()
    if (timer === undefined) timer = setTimeout(() => void fired.push(Date.now() - begun), MINUTE)
    else timer.refresh()
    await new Promise((done) => void setTimeout(done, 2 * MINUTE))
    return fired
  }
}

test("A timer that a library keeps fires in each run that refreshes it", async () => {
  const useTimer = keptTimer()
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
    context.step("use it", useTimer),
  )
  for (let run = 1; run <= 3; run++) {
    const execution = await new DurableTestRunner(exactTimes).run(handler)
    expect(execution.result).toEqual([MINUTE])
  }
})

test("A timer that a library keeps fires in each invocation that refreshes it", async () => {
  const useTimer = keptTimer()
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const fired: (readonly number[])[] = []
    for (let hour = 0; hour < 3; hour++) {
      fired.push(await context.step("use it", useTimer))
      await context.wait({ hours: 1 })
    }
    return fired
  })
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(execution.result).toEqual([[MINUTE], [MINUTE], [MINUTE]])
})

test("A timer that is refreshed in the run that has made it stays there", async () => {
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
    context.step("use it", async () => {
      const useTimer = keptTimer()
      return [await useTimer(), await useTimer()]
    }),
  )
  const execution = await new DurableTestRunner(exactTimes).run(handler)
  expect(execution.result).toEqual([[MINUTE], [MINUTE]])
})
