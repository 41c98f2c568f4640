import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { type CallbackResult, durable } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { evaluate } from "./evaluate.ts"
import { exactly } from "./exactly.ts"

const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  try {
    const config = { timeout: { seconds: 30 } }
    return { ok: await context.waitForCallback("approve", async () => {}, config) }
  } catch (error) {
    return { error: (error as Error).name }
  }
})

async function outcomeOf(result: CallbackResult): Promise<unknown> {
  const runner = new DurableTestRunner(exactly)
  result.applyTo(runner, "approve")
  return (await runner.run(handler)).result
}

test("a callback is answered with it", async () => {
  const { ok, error, silence } = durable.callbackResult
  expect(await outcomeOf(ok({ by: "jo" }))).toEqual({ ok: `{"by":"jo"}` })
  expect(await outcomeOf(ok())).toEqual({})
  expect(await outcomeOf(error("no"))).toEqual({ error: "CallbackExternalError" })
  expect(await outcomeOf(silence())).toEqual({ error: "CallbackTimeoutError" })
})

test("the options of a delivery go with it", async () => {
  const runner = new DurableTestRunner(exactly)
  durable.callbackResult.ok("yes").applyTo(runner, /^app/, { after: { seconds: 7 } })
  expect((await runner.run(handler)).durationMs).toBe(7_000)
})

test("any result is taken, and is printed as the code that makes it", async () => {
  await fc.assert(
    fc.asyncProperty(durable.callbackResult(), async (result) => {
      expect(evaluate(fc.stringify(result))).toEqual(result)
      const outcome = await outcomeOf(result)
      const { answer } = result
      if (answer.kind === "ok") {
        const text = typeof answer.value === "string" ? answer.value : JSON.stringify(answer.value)
        // An empty result is none: the service does not tell them apart.
        expect(outcome).toEqual(text === "" ? {} : { ok: text })
      } else {
        const name = answer.kind === "error" ? "CallbackExternalError" : "CallbackTimeoutError"
        expect(outcome).toEqual({ error: name })
      }
    }),
    {
      examples: [
        // A key that an assignment would take for the prototype.
        [durable.callbackResult.ok(JSON.parse(`{"__proto__":1,"a b":[]}`))],
        [durable.callbackResult.ok("")],
      ],
    },
  )
})

test("only what the constraints name happens", () => {
  const kinds = (result: fc.Arbitrary<CallbackResult>): string[] =>
    [...new Set(fc.sample(result, 200).map(({ answer }) => answer.kind))].toSorted()
  expect(kinds(durable.callbackResult())).toEqual(["error", "ok", "silence"])
  expect(kinds(durable.callbackResult({ ok: fc.nat() }))).toEqual(["ok"])
  expect(kinds(durable.callbackResult({ error: fc.string(), silence: true }))).toEqual([
    "error",
    "silence",
  ])
  expect(kinds(durable.callbackResult({}))).toEqual(["silence"])
  expect(() => durable.callbackResult({ success: 1 } as never)).toThrowErrorMatchingInlineSnapshot(
    `[InvalidArgumentError: Failed to call durable.callbackResult: there is no option "success". The options are ok, error, silence.]`,
  )
})

test("it shrinks to a success with the smallest value, from an example too", () => {
  const results = durable.callbackResult({ ok: fc.nat(), error: fc.constant("no"), silence: true })
  const smallestOf = (isFine: (result: CallbackResult) => boolean, example?: CallbackResult) =>
    fc.check(fc.property(results, isFine), {
      seed: 5,
      ...(example !== undefined && { examples: [[example]] }),
    }).counterexample
  const { ok, silence } = durable.callbackResult
  expect(smallestOf(() => false)).toEqual([ok(0)])
  expect(smallestOf(() => false, silence())).toEqual([silence()])
  const isSmall = ({ answer }: CallbackResult): boolean =>
    answer.kind !== "ok" || (answer.value as number) < 12
  expect(smallestOf(isSmall)).toEqual([ok(12)])
  expect(smallestOf(isSmall, ok(7_777))).toEqual([ok(12)])
})

test("a result that was printed shrinks like the one that was generated", () => {
  const property = fc.property(
    durable.callbackResult(),
    ({ answer }) => answer.kind !== "error" || "ErrorType" in (answer.error as object),
  )
  const { counterexample } = fc.check(property, { seed: 1, numRuns: 1_000 })
  expect(fc.stringify(counterexample)).toBe(
    `[durable.callbackResult.error({ ErrorMessage: "no reason" })]`,
  )
  const pasted = durable.callbackResult.error({})
  const again = fc.check(property, { examples: [[pasted]], numRuns: 1 })
  expect(fc.stringify(again.counterexample)).toBe(fc.stringify(counterexample))
  const unknown = durable.callbackResult.error({ ErrorMessage: "another" })
  expect(fc.check(property, { examples: [[unknown]], numRuns: 1 }).numShrinks).toBe(0)
})
