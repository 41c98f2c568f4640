import { constants } from "node:os"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { exactTimes } from "../../../support/exact-times.ts"

interface ReallyExit {
  readonly reallyExit: (code?: number) => never
}

/** What ends a process, and the exit code that it would have. */
const endings: readonly (readonly [string, () => unknown, number])[] = [
  ["process.abort()", () => process.abort(), 128 + constants.signals.SIGABRT],
  ["process.kill(process.pid)", () => process.kill(process.pid), 143],
  ["process.kill(process.pid, SIGKILL)", () => process.kill(process.pid, "SIGKILL"), 137],
  ["process.kill(process.pid, 2)", () => process.kill(process.pid, 2), 130],
  ["process.kill(0)", () => process.kill(0), 143],
  ["process.reallyExit(3)", () => (process as unknown as ReallyExit).reallyExit(3), 3],
  ["process.reallyExit()", () => (process as unknown as ReallyExit).reallyExit(), 0],
]

for (const [call, end, code] of endings) {
  test(`${call} in a handler ends the invocation, not the process of the test (C10)`, async () => {
    let invocations = 0
    const execution = await new DurableTestRunner(exactTimes).run(
      withDurableExecution(async () => {
        if (++invocations === 1) end()
        return "again"
      }),
    )
    expect(execution.result).toBe("again")
    expect(execution.invocations[0]?.error?.ErrorMessage).toContain(
      code === 0 ? "Runtime exited" : `exit status ${code}`,
    )
  })
}

test("signal 0, which only asks whether the process is there, ends nothing (C10)", async () => {
  const execution = await new DurableTestRunner(exactTimes).run(
    withDurableExecution(async () => process.kill(process.pid, 0)),
  )
  expect(execution.result).toBe(true)
  expect(execution.invocations).toHaveLength(1)
})
