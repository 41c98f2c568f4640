import "durable-test-runner/register"
import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Action, aProgram, runProgram } from "./programs.ts"
import { wrapWithoutPlugin } from "./wrap.ts"

const instrumented = withDurableExecution(runProgram)
const plain = wrapWithoutPlugin(runProgram)

interface Doubles {
  readonly isDelayed: boolean
}

async function historyOf(
  handler: DurableLambdaHandler,
  program: readonly Action[],
  seed: number,
  { isDelayed }: Doubles = { isDelayed: false },
): Promise<string> {
  const runner = new DurableTestRunner({ seed, allowUnusedScripts: true })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
  if (isDelayed) runner.delayStep("no step has this name", { days: 1 })
  return JSON.stringify((await runner.run(handler, program)).history)
}

test("a run without doubles has the same history with and without the plugin", async () => {
  await fc.assert(
    fc.asyncProperty(aProgram, fc.nat(1_000), async (program, seed) => {
      expect(await historyOf(instrumented, program, seed)).toBe(
        await historyOf(plain, program, seed),
      )
    }),
    { numRuns: 150 },
  )
})

test("a run whose doubles do not apply has the same history as one without doubles", async () => {
  await fc.assert(
    fc.asyncProperty(aProgram, fc.nat(1_000), async (program, seed) => {
      expect(await historyOf(instrumented, program, seed, { isDelayed: true })).toBe(
        await historyOf(plain, program, seed),
      )
    }),
    { numRuns: 50 },
  )
})
