import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore } from "durable-test-runner"
import { afterEach, beforeEach, expect, test } from "vitest"

const warnings: string[] = []
const note = ({ message }: Error): void => void warnings.push(message)

beforeEach(() => {
  warnings.length = 0
  process.on("warning", note)
})

afterEach(() => {
  process.off("warning", note)
})

/** Fails some turns of the microtask queue later, when the invocation has returned. */
async function failLate(message: string): Promise<void> {
  for (let turn = 0; turn < 1_000; turn++) await Promise.resolve()
  throw new RangeError(message)
}

const handlerThat = (leave: (context: DurableContext) => unknown) =>
  withDurableExecution(async (_event: unknown, context) => {
    const sum = await context.step("charge", async () => 1)
    leave(context)
    return sum
  })

test("hygiene: work that an invocation leaves behind, and that fails after its end (C8)", async () => {
  const verdict = await explore(handlerThat(() => void failLate("too late")))
  expect(verdict.failure?.violation.message).toBe(
    "work that an invocation had left behind failed after its end: RangeError: too late",
  )
})

test("hygiene: work that is left behind and ends well is no violation", async () => {
  const verdict = await explore(handlerThat(() => void failLate("").catch(() => {})))
  expect(verdict.failure).toBeUndefined()
  expect(warnings).toEqual([])
})

test("what a run leaves behind is told once for all runs that do the same (C8)", async () => {
  for (let run = 0; run < 3; run++) {
    const { result } = await new DurableTestRunner().run(handlerThat(() => void failLate("again")))
    expect(result).toBe(1)
  }
  await new Promise((resolve) => setImmediate(resolve))
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain("RangeError: again.")
})

test("what a responder leaves behind is told too (C8)", async () => {
  const ask = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  const runner = new DurableTestRunner()
  let fail!: () => void
  const failed = new Promise<never>((_resolve, reject) => {
    fail = () => reject(new RangeError("after the answer"))
  })
  runner.onCallback("approve", async (callback) => {
    void failed.then(() => {})
    await callback.succeed("yes")
  })
  expect((await runner.run(ask)).result).toBe("yes")
  fail()
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toBe(
    'Work that the responder of callback "approve" had started failed when nothing awaited it any more: ' +
      "RangeError: after the answer. Await it in the responder.",
  )
})
