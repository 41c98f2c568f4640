import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import {
  type Action,
  aConcurrentProgram,
  aSequentialProgram,
  runProgram,
} from "../runner/doubles/programs.ts"

const handler = withDurableExecution(runProgram)

function runnerWith(seed: number): DurableTestRunner {
  const runner = new DurableTestRunner({ seed, allowUnusedScripts: true })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.succeed("answer")
  })
  return runner
}

async function expectNothing(program: readonly Action[], seed: number): Promise<void> {
  const check = await runnerWith(seed).checkReplay(handler, program)
  expect(check.divergence?.message).toBeUndefined()
  expect(check.uncontrolled?.message).toBeUndefined()
  const again = await runnerWith(seed).checkReplay(handler, program)
  expect(again.fingerprint).toBe(check.fingerprint)
  expect(await check.execution.replay()).toMatchObject({ verdict: "compatible" })
}

test("checkReplay finds no divergence in a sequential program", { timeout: 60_000 }, async () => {
  await fc.assert(fc.asyncProperty(aSequentialProgram, fc.nat(), expectNothing), { numRuns: 25 })
})

test(
  "checkReplay finds no divergence in a program with parallel branches",
  { timeout: 60_000 },
  async () => {
    await fc.assert(fc.asyncProperty(aConcurrentProgram, fc.nat(), expectNothing), { numRuns: 25 })
  },
)
