import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { explore } from "durable-test-runner"
import { always } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { commonLines, NearestPassing } from "../../../src/explore/nearest-passing.ts"
import type { TraceLine } from "../../../src/explore/report/trace-line.ts"

function linesOf(details: string): TraceLine[] {
  return Array.from(details, (detail, index) => ({
    number: index + 1,
    invocation: undefined,
    subject: "step",
    detail,
    elapsedMs: 0,
    insteadOf: undefined,
    isFault: false,
    decision: undefined,
  }))
}

test.each([
  ["abc", "abd", 2],
  ["abc", "abc", 3],
  ["abc", "ab", 2],
  ["ab", "abc", 2],
  ["", "abc", 0],
  ["abc", "", 0],
])("the traces %j and %j have their first lines in common", (first, second, count) => {
  expect(commonLines(linesOf(first), linesOf(second))).toBe(count)
})

test("of the passing runs the one that parts latest is kept, and the first of equals", () => {
  const passing = new NearestPassing(linesOf("abcd"))
  expect(passing.lines).toEqual([])
  for (const details of ["xyz", "abx", "axx", "aby"]) passing.consider(linesOf(details))
  expect(passing.lines).toEqual(linesOf("abx"))
})

test("a failure has the trace of a run that passes, which parts where the fault strikes", async () => {
  let charges = 0
  const handler = withDurableExecution(async (_: unknown, context: DurableContext) => {
    await context.step("charge", async () => ++charges)
  })
  const { failure } = await explore(handler, {
    failures: false,
    prepare: () => {
      charges = 0
    },
    observe: () => ({ charges }),
  })
  const { trace = [], passingTrace = [] } = failure ?? {}
  expect(passingTrace.some(({ isFault }) => isFault)).toBe(false)
  const common = commonLines(trace, passingTrace)
  expect(trace[common]).toMatchObject({ isFault: true })
})

test("a failure that every run has has no run that passes", async () => {
  const handler = withDurableExecution(async (_: unknown, context: DurableContext) => {
    await context.wait("short", { seconds: 1 })
  })
  const check = [always("nothing waits", ({ execution }) => execution.operations.length === 0)]
  const { failure } = await explore(handler, { failures: false, check })
  expect(failure).toMatchObject({ violation: { invariant: "always" }, passingTrace: [] })
})
