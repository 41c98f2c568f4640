import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"

const refused = async (): Promise<never> => {
  throw new Error("connection refused")
}

/** Draws for the step that waits longer what the other one cannot draw. */
const seed = "jitter 2"

/** Runs of which several steps fail at one instant, so that one replay decides on all of them. */
const failingTogether: Readonly<Record<string, (context: DurableContext) => Promise<unknown>>> = {
  "Promise.all of steps": async (context) =>
    Promise.all(["a", "b"].map((name) => context.step(name, refused).catch(() => `no ${name}`))),
  "steps of which one waits longer than the other": async (context) => {
    const between = (least: number, most: number) => (_error: Error, attempt: number) =>
      attempt > 2
        ? ({ shouldRetry: false } as const)
        : {
            shouldRetry: true,
            delay: { seconds: least + Math.floor(Math.random() * (most - least)) },
          }
    const soon = context.step("soon", refused, { retryStrategy: between(1, 5) })
    const late = context.step("late", refused, { retryStrategy: between(10, 40) })
    return (await Promise.allSettled([soon, late])).length
  },
  "branches of a parallel": async (context) => {
    const branch = async (child: DurableContext): Promise<unknown> => child.step("call", refused)
    const { all } = await context.parallel("calls", [branch, branch])
    return all.length
  },
  "items of a map": async (context) => {
    const { all } = await context.map("calls", [1, 2], async (child) => child.step("call", refused))
    return all.length
  },
  "submitters of callbacks": async (context) => {
    const branch = async (child: DurableContext): Promise<unknown> =>
      child.waitForCallback("ask", refused)
    const { all } = await context.parallel("calls", [branch, branch])
    return all.length
  },
}

describe("the delays of several steps, each drawn by chance, are no divergence:", () => {
  test.for(Object.entries(failingTogether))("%s", async ([, body]) => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      body(context),
    )
    const { divergence } = await new DurableTestRunner({ seed }).checkReplay(handler)
    expect(divergence?.message).toBeUndefined()
  })
})

describe("a delay that the clock decides, beside one that chance decides,", () => {
  const handlerOf = (order: readonly ("chance" | "clock")[]) =>
    withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const by = {
        chance: () => ({
          shouldRetry: true,
          delay: { seconds: 1 + Math.floor(Math.random() * 9) },
        }),
        clock: () => ({ shouldRetry: true, delay: { seconds: 60 - new Date().getHours() } }),
      }
      await Promise.all(
        order.map((kind) =>
          context
            .step(kind, refused, {
              retryStrategy: (_error, attempt) =>
                attempt > 2 ? { shouldRetry: false } : by[kind](),
            })
            .catch(() => undefined),
        ),
      )
    })

  test.for([
    { order: ["chance", "clock"] as const, number: 2 },
    { order: ["clock", "chance"] as const, number: 1 },
  ])("is found: $order", async ({ order, number }) => {
    const { divergence } = await new DurableTestRunner({ seed }).checkReplay(handlerOf(order))
    expect(divergence).toMatchObject({
      operation: { number, name: "clock" },
      field: "retry delay",
    })
    expect(divergence?.cause?.kind).toBe("clock")
  })
})
