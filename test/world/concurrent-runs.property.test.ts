import { setTimeout as sleep } from "node:timers/promises"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { nameOf } from "../runner/error-text.ts"

type Action =
  | { readonly kind: "step"; readonly sleepMs: number; readonly failures: number }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "callback"; readonly seconds: number; readonly answered: boolean }
  | { readonly kind: "both"; readonly left: Action; readonly right: Action }
  | { readonly kind: "child"; readonly actions: readonly Action[] }

const { action: anyAction } = fc.letrec<{ action: Action }>((tie) => ({
  action: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    fc.record({
      kind: fc.constant("step" as const),
      sleepMs: fc.constantFrom(0, 5, 300, 30_000),
      failures: fc.nat(2),
    }),
    fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 5_000 }) }),
    fc.record({
      kind: fc.constant("callback" as const),
      seconds: fc.integer({ min: 1, max: 100 }),
      answered: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("both" as const), left: tie("action"), right: tie("action") }),
    fc.record({
      kind: fc.constant("child" as const),
      actions: fc.array(tie("action"), { maxLength: 3 }),
    }),
  ),
}))

const aProgram = fc.array(anyAction, { maxLength: 4 })

const retry = {
  retryStrategy: (_error: Error, attempt: number) => ({
    shouldRetry: attempt < 4,
    delay: { seconds: attempt },
  }),
}

async function act(action: Action, context: DurableContext): Promise<unknown> {
  switch (action.kind) {
    case "step":
      return context.step(
        "step",
        async ({ attempt }) => {
          await sleep(action.sleepMs)
          if (attempt <= action.failures) throw new Error(`failure ${attempt}`)
          return [Date.now(), Math.random(), crypto.randomUUID()]
        },
        retry,
      )
    case "wait":
      return context.wait("wait", { seconds: action.seconds })
    case "callback": {
      const name = action.answered ? "answered" : "silent"
      const timeout = { seconds: action.seconds }
      const [answer] = await context.createCallback(name, { timeout })
      return answer.catch(nameOf)
    }
    case "both":
      return Promise.all([act(action.left, context), act(action.right, context)])
    case "child":
      return context.runInChildContext("child", (child) => actAll(action.actions, child))
    default:
      return action satisfies never
  }
}

async function actAll(actions: readonly Action[], context: DurableContext): Promise<unknown[]> {
  const results: unknown[] = []
  for (const action of actions) results.push(await act(action, context))
  return results
}

const handler = withDurableExecution(actAll)

async function historyOf(program: readonly Action[], seed: number): Promise<string> {
  const runner = new DurableTestRunner({ seed, allowUnusedScripts: true })
  for (let occurrence = 1; occurrence <= 20; occurrence++) {
    runner.completeCallback("answered", `answer ${occurrence}`, { occurrence })
  }
  const { history, status } = await runner.run(handler, program)
  expect(status).toBe("SUCCEEDED")
  return JSON.stringify(history)
}

test("runs side by side give the histories that they give alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aProgram, { minLength: 2, maxLength: 6 }), async (programs) => {
      const alone: string[] = []
      for (const [seed, program] of programs.entries()) alone.push(await historyOf(program, seed))
      const together = await Promise.all(programs.map((program, seed) => historyOf(program, seed)))
      expect(together).toEqual(alone)
    }),
    { numRuns: 40 },
  )
})

test("the same program gives the same history again and again", async () => {
  await fc.assert(
    fc.asyncProperty(aProgram, fc.nat(1_000), async (program, seed) => {
      const first = await historyOf(program, seed)
      expect(await historyOf(program, seed)).toBe(first)
    }),
    { numRuns: 40 },
  )
})
