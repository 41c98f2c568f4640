import type { DurableContext } from "@aws/durable-execution-sdk-js"
import * as fc from "fast-check"
import { messageOf } from "../error-text.ts"

/** What a random handler does, one after the other. */
export type Action =
  | { readonly kind: "step"; readonly sleepMs: number; readonly failures: number }
  | { readonly kind: "draw" }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "poll"; readonly polls: number }
  | { readonly kind: "callback"; readonly isAnswered: boolean }
  | { readonly kind: "together"; readonly actions: readonly Action[] }
  | { readonly kind: "child"; readonly actions: readonly Action[] }

const aStep = fc.record({
  kind: fc.constant("step" as const),
  sleepMs: fc.constantFrom(0, 10, 25, 4_000),
  failures: fc.nat(2),
})
const aDraw = fc.record({ kind: fc.constant("draw" as const) })
const aWait = fc.record({
  kind: fc.constant("wait" as const),
  seconds: fc.integer({ min: 1, max: 90 }),
})
const aPoll = fc.record({
  kind: fc.constant("poll" as const),
  polls: fc.integer({ min: 1, max: 3 }),
})
const aCallback = fc.record({ kind: fc.constant("callback" as const), isAnswered: fc.boolean() })

const depth = { maxDepth: 2, depthSize: "small" } as const

const { one } = fc.letrec<{ one: Action }>((tie) => {
  const actions = fc.array(tie("one"), { maxLength: 3 })
  const aChild = fc.record({ kind: fc.constant("child" as const), actions })
  return { one: fc.oneof(depth, aStep, aDraw, aWait, aPoll, aCallback, aChild) }
})

const { any } = fc.letrec<{ any: Action }>((tie) => {
  const actions = fc.array(tie("any"), { minLength: 1, maxLength: 3 })
  const aChild = fc.record({ kind: fc.constant("child" as const), actions })
  const aTogether = fc.record({ kind: fc.constant("together" as const), actions })
  return { any: fc.oneof(depth, aStep, aWait, aPoll, aCallback, aChild, aTogether) }
})

/** Nothing beside anything else. */
export const aSequentialProgram: fc.Arbitrary<readonly Action[]> = fc.array(one, { maxLength: 5 })

/** With parallel branches, and without random numbers: who comes first would get the first one. */
export const aConcurrentProgram: fc.Arbitrary<readonly Action[]> = fc.array(any, { maxLength: 4 })

const retry = {
  retryStrategy: (_error: Error, attempt: number) => ({
    shouldRetry: attempt < 4,
    delay: { seconds: attempt },
  }),
}

/** The handler that does it. */
export async function runProgram(
  actions: readonly Action[],
  context: DurableContext,
): Promise<unknown[]> {
  const results: unknown[] = []
  for (const next of actions) results.push(await act(next, context))
  return results
}

async function act(next: Action, context: DurableContext): Promise<unknown> {
  switch (next.kind) {
    case "step":
      return context.step(
        "step",
        async ({ attempt }) => {
          await new Promise((resolve) => setTimeout(resolve, next.sleepMs))
          if (attempt <= next.failures) throw new Error(`failure ${attempt}`)
          return Date.now()
        },
        retry,
      )
    case "draw":
      return context.step("draw", async ({ attempt }) => {
        // Retried after a delay that the SDK draws too.
        if (attempt === 1) throw new Error("once more")
        return [Math.random(), crypto.randomUUID()]
      })
    case "wait":
      return context.wait("wait", { seconds: next.seconds })
    case "poll":
      return context.waitForCondition("poll", async (state: number) => state + 1, {
        initialState: 0,
        waitStrategy: (state) =>
          state < next.polls
            ? { shouldContinue: true, delay: { seconds: 5 } }
            : { shouldContinue: false },
      })
    case "callback": {
      const name = next.isAnswered ? "answered" : "silent"
      const config = { timeout: { seconds: 30 } }
      const answer = context.waitForCallback(name, async () => {}, config)
      return answer.catch(messageOf)
    }
    case "together":
      return context.parallel(
        "together",
        next.actions.map((branch) => (child) => act(branch, child)),
      )
    case "child":
      return context.runInChildContext("child", (child) => runProgram(next.actions, child))
    default:
      return next satisfies never
  }
}
