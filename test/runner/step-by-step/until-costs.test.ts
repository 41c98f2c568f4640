import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { InvalidArgumentError, NotReachedError } from "durable-test-runner/errors"
import { describe, expect, test, vi } from "vitest"
import { DurableService } from "../../../src/service/durable-service.ts"
import { asNeeded } from "../../support/as-needed.ts"
import { expectError, expectRejection } from "../expect-error.ts"

const loop = withDurableExecution(async (steps: number, context: DurableContext) => {
  for (let step = 0; step < steps; step++) await context.step(`step ${step}`, async () => step)
})

const parent = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  await context.invoke("child", "child:$LATEST", {})
  await context.waitForCallback("approve", async () => {})
})

describe("until(...) reads of the execution what its predicate reads (E22)", () => {
  test.each([50, 400])("nothing of %i steps if that is nothing", async (steps) => {
    const reads = (["operations", "events"] as const).map((name) =>
      vi.spyOn(DurableService.prototype, name),
    )
    try {
      let asked = 0
      const execution = new DurableTestRunner(asNeeded).start(loop, steps)
      const never = execution.until(() => {
        asked++
        return false
      })
      await expectRejection(never, NotReachedError)
      expect(asked).toBeGreaterThan(steps)
      // The error has a snapshot of its own.
      for (const read of reads) expect(read.mock.calls.length).toBeLessThan(5)
    } finally {
      for (const read of reads) read.mockRestore()
    }
  })

  test("its status and result cost nothing, its operations are those of the moment", async () => {
    const lengths: number[] = []
    const execution = new DurableTestRunner(asNeeded).start(loop, 20)
    const reached = await execution.until(({ status, operations }) => {
      lengths.push(operations.length)
      return status === "RUNNING" && operations.length === 12
    })
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    expect(new Set(lengths)).toEqual(new Set(Array.from({ length: 13 }, (_, count) => count)))
    expect(reached.operations).toHaveLength(12)
    await execution.result()
    expect(reached.operations).toHaveLength(12)
    expect(reached.status).toBe("RUNNING")
  })

  test("the execution that it returns stays as it was, with its children and deliveries", async () => {
    const runner = new DurableTestRunner(asNeeded).registerFunction("child", loop)
    const execution = runner.start(parent)
    const reached = await execution.until(({ operations }) =>
      operations.some(({ type }) => type === "CALLBACK"),
    )
    runner.completeCallback("approve", "yes")
    await execution.result()
    expect(reached.deliveries).toEqual([])
    expect(reached.operation("approve").status).toBe("STARTED")
    expect(reached.operation("child").childExecution?.status).toBe("SUCCEEDED")
  })
})

test("what a predicate keeps of its execution can be read as far as it was read (E22)", async () => {
  const kept: Execution[] = []
  const execution = new DurableTestRunner(asNeeded).start(loop, 5)
  await execution.until((one) => {
    kept.push(one)
    return one.operations.length === 3
  })
  await execution.result()
  const [first] = kept as [Execution, ...Execution[]]
  expect(first.operations).toEqual([])
  expect(first.status).toBe("RUNNING")
  const { message } = expectError(() => first.invocations, InvalidArgumentError)
  expect(message).toMatchInlineSnapshot(
    `"Failed to read an execution: it is one that the predicate of until(...) was called with, and the execution has continued since. Read it inside the predicate, or use the execution that until returns."`,
  )
})
