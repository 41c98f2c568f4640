import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

type Body = (context: DurableContext) => Promise<unknown>

async function run(body: Body, prepare: (runner: DurableTestRunner) => void = () => {}) {
  const runner = new DurableTestRunner(exactTimes)
  prepare(runner)
  return runner.run(
    withDurableExecution(async (_event: unknown, context: DurableContext) => body(context)),
  )
}

const inBranches: Body = async (context) =>
  context.parallel("both", [
    {
      name: "left",
      func: async (left) => {
        await left.wait("short", { seconds: 1 })
        await left.waitForCallback("approve", async () => {})
      },
    },
    {
      name: "right",
      func: async (right) => {
        await right.step("text", async () => "x")
        await right.wait({ seconds: 1 })
      },
    },
  ])

describe("each row of a timeline says whose it is (F16)", () => {
  test("Rows of branches that run side by side name their branch", async () => {
    const execution = await run(inBranches, (runner) => {
      runner.completeCallback("approve", "yes", { after: { minutes: 1 } })
    })
    expect(execution.timeline()).toMatchInlineSnapshot(`
      "durable-function: SUCCEEDED after 1m 1s, 3 invocations
        +0s     invocation 1
        +0s       parallel both                          started
        +0s         parallelBranch left                  started
        +0s         parallelBranch right                 started
        +0s           wait short (in left)               started (for 1s)
        +0s           step text (in right)               succeeded "x"
        +0s           wait (in right)                    started (for 1s)
        +20ms   suspended
        +1s           wait short (in left)               succeeded
        +1s           wait (in right)                    succeeded
        +1s     invocation 2
        +1s           waitForCallback approve (in left)  started
        +1s             callback approve                 started
        +1s         parallelBranch right (in both)       succeeded
        +1s             submitter approve (in left)      succeeded
        +1.02s  suspended
        +1m 1s          callback approve (in left)       succeeded yes
        +1m 1s  invocation 3
        +1m 1s        waitForCallback approve (in left)  succeeded "yes"
        +1m 1s      parallelBranch left (in both)        succeeded
        +1m 1s    parallel both                          succeeded {"all":[{"index":0,"status":"SUCCEEDED"},{"index":1,"status":"SUCCEEDED"}],"completionReason":"ALL_…
        +1m 1s  execution succeeded                      {"all":[{"index":0,"status":"SUCCEEDED"},{"index":1,"status":"SUCCEEDED"}],"completionReason":"ALL_…"
    `)
  })

  test("Callbacks and submitters have the name of their waitForCallback, retried ones too", async () => {
    let submissions = 0
    const execution = await run(
      async (context) =>
        context.waitForCallback(
          "approve",
          async () => {
            if (submissions++ === 0) throw new Error("mail is down")
          },
          { timeout: { hours: 1 } },
        ),
      (runner) => runner.completeCallback("approve"),
    )
    const rows = execution.timeline().split("\n")
    expect(rows.filter((row) => /submitter approve +failed/.test(row))).toHaveLength(1)
    expect(rows.filter((row) => /callback approve +started/.test(row))).toHaveLength(1)
    expect(rows.filter((row) => /(callback|submitter)\s{2,}/.test(row))).toEqual([])
  })

  test("Rows of the items of a map name their item, and nested contexts their own", async () => {
    const execution = await run(async (context) =>
      context.map("orders", ["a", "b"], async (item, order) =>
        item.runInChildContext(`ship ${order}`, async (child) => {
          await child.wait("pack", { seconds: 1 })
          await child.step("send", async () => order)
        }),
      ),
    )
    const rows = execution
      .timeline()
      .split("\n")
      .filter((row) => /pack|send/.test(row))
    expect(rows.map((row) => row.trim().replaceAll(/ {2,}/g, "  "))).toMatchInlineSnapshot(`
      [
        "+0s  wait pack (in ship a)  started (for 1s)",
        "+0s  wait pack (in ship b)  started (for 1s)",
        "+1s  wait pack (in ship a)  succeeded",
        "+1s  wait pack (in ship b)  succeeded",
        "+1s  step send (in ship a)  started",
        "+1s  step send (in ship b)  started",
        "+1s  step send (in ship a)  succeeded "a"",
        "+1s  step send (in ship b)  succeeded "b"",
      ]
    `)
  })

  test("Rows of one branch alone stand below it and are not labelled", async () => {
    const execution = await run(async (context) =>
      context.runInChildContext("only", async (child) => {
        await child.step("one", async () => 1)
        await child.step("two", async () => 2)
      }),
    )
    expect(execution.timeline()).not.toContain("(in ")
  })

  test("A child execution is in the timeline, between the begin and the end of its invoke", async () => {
    const payments = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step("charge", async () => 1)
      await context.wait("settle", { seconds: 3 })
      return "paid"
    })
    const execution = await run(
      async (context) => context.invoke("pay", "payments:$LATEST", {}),
      (runner) => runner.registerFunction("payments", payments),
    )
    expect(execution.timeline()).toMatchInlineSnapshot(`
      "durable-function: SUCCEEDED after 3.02s, 2 invocations
        +0s     invocation 1
        +0s       chainedInvoke pay                started (payments:$LATEST)
        +20ms   suspended
        +20ms       payments: invocation 1
        +20ms         step charge                  succeeded 1
        +20ms         wait settle                  started (for 3s)
        +40ms       payments: suspended
        +3.02s        wait settle                  succeeded
        +3.02s      payments: invocation 2
        +3.02s      payments: execution succeeded  "paid"
        +3.02s    chainedInvoke pay                succeeded "paid"
        +3.02s  invocation 2
        +3.02s  execution succeeded                "paid""
    `)
  })

  test("A failed child execution and a child of a child are in it", async () => {
    const inner = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step(
        "charge",
        async () => {
          throw new Error("no funds")
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      ),
    )
    const middle = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.invoke("inner", "inner:$LATEST", {}),
    )
    const execution = await run(
      async (context) => context.invoke("middle", "middle:$LATEST", {}),
      (runner) => runner.registerFunction("middle", middle).registerFunction("inner", inner),
    )
    const rows = execution
      .timeline()
      .split("\n")
      .map((row) => row.trim().replaceAll(/ {2,}/g, "  "))
    expect(rows.join("\n")).toContain("step charge  failed Error: no funds")
    expect(rows.filter((row) => row.includes("execution failed"))).toHaveLength(3)
  })

  test("A failed invocation has its reason: a crash, an exit and an unhandled rejection", async () => {
    const reasons: string[] = []
    for (const fail of [
      () => process.exit(3),
      () => void Promise.reject(new TypeError("boom")),
      () =>
        void setTimeout(() => {
          throw new RangeError("late")
        }, 5),
    ]) {
      let isFirst = true
      const execution = await run(async (context) =>
        context.step("work", async () => {
          if (isFirst) {
            isFirst = false
            fail()
          }
          await new Promise((resolve) => setTimeout(resolve, 10))
        }),
      )
      reasons.push(...rowsWith(execution, "invocation failed"))
    }
    expect(reasons).toMatchInlineSnapshot(`
      [
        "  +0s    invocation failed    Runtime.ExitError: Runtime exited with error: exit status 3",
        "  +0s    invocation failed    Runtime.UnhandledPromiseRejection: TypeError: boom",
        "  +5ms     invocation failed    RangeError: late",
      ]
    `)
  })

  test("Heartbeats stand before the success that follows at the same instant", async () => {
    const execution = await run(
      async (context) =>
        context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } }),
      (runner) => {
        runner.onCallback("approve", async (callback) => {
          await callback.heartbeat()
          await callback.heartbeat()
          await callback.heartbeat()
          await callback.succeed("yes")
        })
      },
    )
    const rows = rowsWith(execution, "callback approve")
    expect(rows.map((row) => row.split("callback approve")[1]?.trim())).toEqual([
      "started (time-out 1h)",
      "heartbeat (the last of 3)",
      "succeeded yes",
    ])
  })

  test("Heartbeats with something in between stay apart", async () => {
    const execution = await run(
      async (context) =>
        context.parallel([
          async (left) => left.waitForCallback("approve", async () => {}),
          async (right) => right.wait("minute", { seconds: 90 }),
        ]),
      (runner) => {
        runner.heartbeatCallback("approve", { every: { minutes: 1 }, times: 3 })
        runner.completeCallback("approve", "yes", { after: { minutes: 5 } })
      },
    )
    const rows = rowsWith(execution, "heartbeat")
    expect(rows.map((row) => row.replace(/.* heartbeat/, "heartbeat"))).toEqual([
      "heartbeat",
      "heartbeat (the last of 2)",
    ])
  })

  test("Operations without a name are numbered within their kind, and have no hashes", async () => {
    const execution = await run(async (context) => {
      await context.step(async () => 1)
      await context.step(async () => 2)
      await context.wait({ seconds: 1 })
    })
    const text = execution.timeline()
    expect(text).toContain("step #1")
    expect(text).toContain("step #2")
    expect(text).toMatch(/ wait {2,}/)
    expect(text).not.toMatch(/[0-9a-f]{16}/)
  })
})

function rowsWith(execution: Execution, part: string): string[] {
  return execution
    .timeline()
    .split("\n")
    .filter((row) => row.includes(part))
}
