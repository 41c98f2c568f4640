import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

type Handler = (event: never, context: DurableContext) => Promise<unknown>

const FEW = { maxSchedules: 80 } as const

test.each<readonly [string, Handler, string]>([
  [
    "whose input the test has forgotten",
    async (order: { readonly lines: readonly string[] }, context) => {
      await context.step("look", async () => {})
      return order.lines[0]
    },
    "TypeError: Cannot read properties of undefined (reading '0')",
  ],
  [
    "whose step always throws",
    async (_event, context) =>
      context.step(
        "call",
        async () => {
          throw new Error("no such host")
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      ),
    "no such host",
  ],
  [
    "that throws before its first operation",
    async () => {
      throw new RangeError("no table")
    },
    "RangeError: no table",
  ],
  [
    "that invokes a function that is not registered",
    async (_event, context) => context.invoke("pay", "no-such-function", {}),
    "no-such-function",
  ],
])("a handler %s does not pass (A20)", async (_what, handler, reason) => {
  const verdict = await exploring(handler, FEW)
  expect(verdict.failure?.violation.invariant).toBe("success")
  expect(verdict.failure?.violation.message).toMatch(/^no run succeeds: the plain run ends FAILED/u)
  expect(verdict.message).toContain(reason)
  expect(verdict.message).toContain('without: ["success"]')
  expect(verdict.passed).toBe(false)
})

test("a handler that is meant to fail passes where the test says so, with its outcome printed (A20)", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("look", async () => {})
      throw new RangeError("refused")
    },
    { ...FEW, without: ["success"] },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.message).toContain("\n  outcome      FAILED RangeError: refused\n")
})

test("a handler that fails in some orders and succeeds in others passes (A20)", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const order: string[] = []
      await Promise.all([
        context.step("a", async () => {}).then(() => order.push("a")),
        context.step("b", async () => {}).then(() => order.push("b")),
      ])
      const first = await context.step("first", async () => order[0])
      if (first === "a") throw new RangeError("a came first")
      return first
    },
    { faults: [] },
  )
  expect(problemOf(verdict)).toBe("nothing")
})

test("the outcome of a handler that succeeds is printed (A20)", async () => {
  const { message } = await exploring(async (_event, context) => {
    return context.step("ship", async () => "shipped")
  }, FEW)
  expect(message).toContain('\n  outcome      SUCCEEDED "shipped"\n')
})
