import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { shop } from "./shop.ts"

const quiet = { ...exactTimes, ...asNeeded, logs: "capture" } as const

test("A timeline shows the lines that were logged where somebody asks for them (A10)", async () => {
  const execution = await new DurableTestRunner(quiet).run(shop, { id: "o-1" })
  expect(execution.timeline()).not.toContain("packing")
  expect(execution.timeline({ logs: true })).toMatchInlineSnapshot(`
    "durable-function: SUCCEEDED after 3h 10s, 3 invocations
      +0s      invocation 1
      +0s        info                                     order o-1
      +0s        info                                     received { order: 'o-1' }
      +0s          warn (in step charge)                  attempt of charge
      +0s          error (in step charge)                 charging { cents: 900 }
      +0s        step charge                              failed (attempt 1, next in 10s) Error: offline
      +20ms    suspended
      +10s     invocation 2
      +10s       info                                     order o-1 (replay)
      +10s         warn (in step charge)                  attempt of charge
      +10s         error (in step charge)                 charging { cents: 900 }
      +10s       step charge                              succeeded "charged"
      +10s       info                                     charged
      +10s         debug (in runInChildContext delivery)  packing
      +10s           info (in step pack)                  packed
      +10s       runInChildContext delivery               started
      +10s         step pack                              succeeded
      +10s         wait truck                             started (for 3h)
      +10.02s  suspended
      +3h 10s      wait truck (in delivery)               succeeded
      +3h 10s  invocation 3
      +3h 10s    info                                     order o-1 (replay)
      +3h 10s    info                                     charged (replay)
      +3h 10s      debug (in runInChildContext delivery)  packing (replay)
      +3h 10s      info (in runInChildContext delivery)   the truck is here
      +3h 10s    info                                     done
      +3h 10s    runInChildContext delivery               succeeded
      +3h 10s  execution succeeded                        "o-1""
  `)
})

test("A filter keeps the lines of the operations that it takes", async () => {
  const execution = await new DurableTestRunner(quiet).run(shop, { id: "o-1" })
  const text = execution.timeline({ logs: true, filter: "delivery" })
  expect(text).toContain("packed")
  expect(text).not.toContain("charging")
  expect(text).not.toContain("received")
})

test("Lines of branches, of child executions and of plain functions say whose they are", async () => {
  const child = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    console.log("child begins")
    await context.step("work", async () => console.log("child works"))
  })
  const runner = new DurableTestRunner(quiet)
    .registerFunction("child", child)
    .registerFunction("plain", async () => console.warn("plain\nwarns"), { durable: false })
  const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.parallel("both", [
      async (branch) => branch.step("left", async () => console.log("left")),
      async (branch) => branch.step("right", async () => console.log("right")),
    ])
    await context.invoke("ask-child", "child:$LATEST", {})
    await context.invoke("ask-plain", "plain:$LATEST", {})
  })
  const execution = await runner.run(handler)
  expect(execution.timeline({ logs: true })).toMatchInlineSnapshot(`
    "durable-function: SUCCEEDED after 40ms, 3 invocations
      +0s    invocation 1
      +0s            info (in step left)                  left
      +0s            info (in step right)                 right
      +0s      parallel both                              started
      +0s        parallelBranch parallel-branch-0         started
      +0s        parallelBranch parallel-branch-1         started
      +0s          step left (in parallel-branch-0)       started
      +0s          step right (in parallel-branch-1)      started
      +0s          step left (in parallel-branch-0)       succeeded
      +0s          step right (in parallel-branch-1)      succeeded
      +0s        parallelBranch parallel-branch-0         succeeded
      +0s        parallelBranch parallel-branch-1         succeeded
      +0s      parallel both                              succeeded {"all":[{"index":0,"status":"SUCCEEDED"},{"index":1,"status":"SUCCEEDED"}],"completionReason":"ALL_…
      +0s      chainedInvoke ask-child                    started (child:$LATEST)
      +20ms  suspended
      +20ms      child: invocation 1
      +20ms        info                                   child begins
      +20ms          info (in step work)                  child works
      +20ms        step work                              succeeded
      +20ms      child: execution succeeded
      +20ms    chainedInvoke ask-child                    succeeded
      +20ms  invocation 2
      +20ms    chainedInvoke ask-plain                    started (plain:$LATEST)
      +40ms  suspended
      +40ms      plain warn (in chainedInvoke ask-plain)  plain warns
      +40ms    chainedInvoke ask-plain                    succeeded null
      +40ms  invocation 3
      +40ms  execution succeeded"
  `)
})
