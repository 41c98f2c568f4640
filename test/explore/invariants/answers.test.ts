import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { explore, type ExploreOptions } from "durable-test-runner"
import type { Verdict } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

const BOUNDS = { failures: false, progress: false, maxSchedules: 60 } as const

/** A handler that answers what its own code says, as a defective SDK does. */
async function answering(answer: unknown, options: ExploreOptions = {}): Promise<Verdict> {
  return explore(async () => answer, { ...BOUNDS, ...options })
}

test.each([
  ["PENDING with nothing pending", { Status: "PENDING" }],
  ["SUCCEEDED with an error", { Status: "SUCCEEDED", Error: { ErrorMessage: "no" } }],
  ["FAILED with a result", { Status: "FAILED", Result: "1" }],
  ["no status that there is", { Status: "DONE" }],
  ["nothing", undefined],
])("an invocation that returns %s violates protocol (A3)", async (_what, answer) => {
  const verdict = await answering(answer)
  expect(verdict.failure?.violation.invariant).toBe("protocol")
  expect(verdict.message).toContain("the service refused what an invocation returned: ")
})

test("a handler that fails by itself refuses nothing (A3)", async () => {
  const error = { ErrorType: "InvalidParameterValueException", ErrorMessage: "not mine" }
  const verdict = await answering({ Status: "FAILED", Error: error }, { without: ["success"] })
  expect(problemOf(verdict)).toBe("nothing")
})

test("an answer that is refused in one order of two violates protocol there (A3)", async () => {
  const verdict = await explore(
    async (event: never, context: never) => {
      let isLate = false
      const answer: unknown = await withDurableExecution(async (_event, durable) => {
        const order: string[] = []
        await Promise.all([
          durable.step("a", async () => {}).then(() => order.push("a")),
          durable.step("b", async () => {}).then(() => order.push("b")),
        ])
        isLate = order[0] === "b"
      })(event, context)
      return isLate ? { Status: "PENDING" } : answer
    },
    { ...BOUNDS, faults: [] },
  )
  expect(verdict.failure?.violation.invariant).toBe("protocol")
  expect(verdict.failure?.shrunk.to).toBe(1)
})

test("an outcome that fails in some orders only is printed with its order (A3)", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const order: string[] = []
      await Promise.all([
        context.step("a", async () => {}).then(() => order.push("a")),
        context.step("b", async () => {}).then(() => order.push("b")),
      ])
      const first = await context.step("first", async () => order[0])
      if (first === "b") throw new RangeError("b came first")
      return first
    },
    { faults: [] },
  )
  expect(problemOf(verdict)).toBe("nothing")
  const [plain, failed] = verdict.legalOutcomes
  expect(plain).toMatchObject({ outcome: { status: "SUCCEEDED", result: "a" }, order: [] })
  expect(failed?.order).toEqual(["step b settles, before step a settles"])
  expect(verdict.message).toContain(
    `FAILED RangeError: b came first  in some orders only: DURABLE_SCHEDULE=${failed?.schedule}\n` +
      "                 step b settles, before step a settles\n",
  )
})

test("several legal outcomes are printed with what distinguishes them outside (A3)", async () => {
  const done: string[] = []
  const verdict = await exploring(
    async (_event, context) => {
      await Promise.all(
        ["a", "b"].map(async (name) => {
          await context.step(name, async () => {})
          await context.step(`note ${name}`, async () => void done.push(name))
        }),
      )
    },
    { faults: [], prepare: () => void (done.length = 0), observe: () => done, maxSchedules: 80 },
  )
  expect(verdict.outcomes).toBe(2)
  expect(verdict.message).toContain("SUCCEEDED  in the plain run")
  expect(verdict.message).toContain('outside[0]  "a" -> "b"')
})
