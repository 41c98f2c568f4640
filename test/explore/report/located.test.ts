import { type DurableContext, StepSemantics } from "@aws/durable-execution-sdk-js"
import { eventually } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { exploring } from "../exploring.ts"

type Handler = (event: never, context: DurableContext) => Promise<unknown>

async function failureOf(
  handler: Handler,
  done: string[] = [],
): Promise<{ readonly operation: string | undefined; readonly sites: readonly string[] }> {
  const { failure, message } = await exploring(handler, {
    prepare: (runner) => {
      done.length = 0
      runner.onCallback(/^/u, async (callback) => callback.succeed("ok"))
    },
    observe: () => done,
  })
  if (failure === undefined) return expect.fail(message)
  const { violation, sites } = failure
  expect(violation.invariant).toBe("crash-refinement")
  for (const { site } of sites) expect(site.file).toContain("located.test.ts")
  return { operation: violation.operation, sites: sites.map(({ what }) => what) }
}

test("an effect that a crash repeats names the step whose body ran twice, and its line (F10)", async () => {
  const done: string[] = []
  const failure = await failureOf(async (_event, context) => {
    await context.step("look", async () => "free")
    await context.step("charge", async () => done.push("charged"))
    await context.step("ship", async () => "shipped")
  }, done)
  expect(failure).toEqual({
    operation: "charge",
    sites: ["asks for step charge, whose body ran 2 times"],
  })
})

test("a result that a replay loses names the operation that was under way at the crash (F10)", async () => {
  const failure = await failureOf(async (_event, context) => {
    let total = 0
    await context.step("add", async () => void (total += 5))
    await context.step("done", async () => {})
    return total
  })
  expect(failure.operation).toMatch(/^(add|done)$/u)
  expect(failure.sites.length).toBeGreaterThan(0)
})

test("a step without a name is named by its path (F10)", async () => {
  const done: string[] = []
  const failure = await failureOf(async (_event, context) => {
    await context.step(async () => done.push("charged"))
  }, done)
  expect(failure).toEqual({ operation: "1", sites: ["asks for step 1, whose body ran 2 times"] })
})

test("a step in a branch is named, and the line that asks for it (F10)", async () => {
  const done: string[] = []
  const failure = await failureOf(async (_event, context) => {
    await context.parallel("all", [
      async (branch) => branch.step("charge in a branch", async () => done.push("charged")),
    ])
  }, done)
  expect(failure).toEqual({
    operation: "charge in a branch",
    sites: ["asks for step charge in a branch, whose body ran 2 times"],
  })
})

const asking: Record<string, (context: DurableContext, submit: () => Promise<void>) => unknown> = {
  "the handler": (context, submit) => context.waitForCallback("review", submit),
  "a branch": (context, submit) =>
    context.parallel("all", [async (branch) => branch.waitForCallback("review", submit)]),
  "an item of a map": (context, submit) =>
    context.map("orders", [1], async (item) => item.waitForCallback("review", submit)),
}

test.each(Object.entries(asking))(
  "a submitter that runs twice is named, and the line that asks for its callback: in %s (F10)",
  async (_where, ask) => {
    const done: string[] = []
    const failure = await failureOf(async (_event, context) => {
      await ask(context, async () => void done.push("ticket"))
    }, done)
    expect(failure).toEqual({
      operation: "submitter of review",
      sites: ["asks for submitter of review, whose body ran 2 times"],
    })
  },
)

test("an execution that blocks names the line that asks for what it waits for (F10)", async () => {
  const { failure } = await exploring(async (_event, context) => {
    const [answer] = await context.createCallback("approve")
    return answer
  })
  expect(failure?.violation).toMatchObject({ invariant: "termination", operation: "approve" })
  expect(failure?.sites.map(({ what }) => what)).toEqual(["asks for operation approve"])
})

/** Without a fault it is the order that decides, or what came late. */
async function orderFailureOf(
  handler: Handler,
  options: Parameters<typeof exploring>[1],
): Promise<{ readonly message: string; readonly sites: readonly string[] }> {
  const { failure, message } = await exploring(handler, options)
  if (failure === undefined) return expect.fail(message)
  for (const { site } of failure.sites) expect(site.file).toContain("located.test.ts")
  return {
    message: failure.violation.message,
    sites: failure.sites.map(({ what }) => what).toSorted(),
  }
}

test("an order that decides the result names the two operations, and their lines (B8)", async () => {
  const { sites } = await orderFailureOf(
    async (_event, context) => {
      const done: string[] = []
      const both = ["ann", "bob"].map(async (name) => {
        await context.step(name, async () => name)
        done.push(name)
      })
      await Promise.all(both)
      return done[0]
    },
    { check: ["confluence"] },
  )
  expect(sites).toEqual(["asks for ann, whose order decides", "asks for bob, whose order decides"])
})

test("an answer that comes late names its callback, and the line that asks for it (B8)", async () => {
  const { sites, message } = await orderFailureOf(
    async (_event, context) =>
      context
        .waitForCallback("paid", async () => {}, { timeout: { hours: 1 } })
        .catch(() => "too late"),
    {
      prepare: (runner) => {
        runner.completeCallback("paid", "yes")
      },
      check: [eventually("it is paid", ({ execution: { result } }) => result === "yes")],
    },
  )
  expect(sites).toEqual(["asks for callback of paid, which does not come in its usual order"])
  expect(message).toBe(
    'eventually("it is paid") does not hold. This run differs from the plain run:\n' +
      '  result  "yes" -> "too late"',
  )
})

test("a fault in the middle of a body names the step that is at work (F10)", async () => {
  const { sites } = await orderFailureOf(
    async (_event, context) =>
      context
        .step("capture", () => new Promise((resolve) => void setTimeout(resolve, 50, "captured")), {
          semantics: StepSemantics.AtMostOncePerRetry,
          retryStrategy: () => ({ shouldRetry: false }),
        })
        .catch(() => "refused"),
    { tiers: ["systematic"] },
  )
  expect(sites).toEqual(["asks for capture, in progress when the fault strikes"])
})

test("two operations that take one place are both named (F10)", async () => {
  const done: string[] = []
  let runs = 0
  const { sites } = await orderFailureOf(
    async (_event, context) => {
      const name = ++runs % 2 === 1 ? "odd" : "even"
      await context.step(name, async () => void done.push(name))
    },
    {
      prepare: () => {
        done.length = 0
        runs = 0
      },
      observe: () => [...done],
      tiers: ["sweep"],
      faults: ["crash"],
    },
  )
  expect(sites).toContain("asks for step odd, in whose place a later invocation ran step even")
})

test("a body that returns before its work is done is named as such (F10)", async () => {
  const rows: string[] = []
  const { sites } = await orderFailureOf(
    async (_event, context) => {
      await context.step("save", async () => {
        setTimeout(() => rows.push("saved"), 10)
      })
      await context.wait("rest", { minutes: 1 })
    },
    { prepare: () => void (rows.length = 0), observe: () => [...rows] },
  )
  expect(sites).toEqual([
    "asks for save, in progress when the fault strikes, a timer that its body has started is still pending",
  ])
})

test("an effect outside of steps names the operation that it follows (A1)", async () => {
  const mails: string[] = []
  const { sites } = await orderFailureOf(
    async (_event, context) => {
      await context.step("prepare", async () => "ready")
      mails.push("sent")
      return "done"
    },
    { prepare: () => void (mails.length = 0), observe: () => [...mails] },
  )
  expect(sites).toEqual([
    "asks for prepare, after which code outside of steps has an effect, 2 times",
  ])
})

test.each<[string, Handler, RegExp]>([
  [
    "a step",
    async (_event, context) => {
      void context.step("audit", async () => 1)
      return context.step("pay", async () => 2)
    },
    /^asks for step audit$/u,
  ],
  [
    "a step without a name",
    async (_event, context) => {
      void context.step(async () => 1)
      return context.step("pay", async () => 2)
    },
    /^asks for step 1 \(located\.test\.ts:\d+\)$/u,
  ],
  [
    "a step of a child context",
    async (_event, context) => {
      await context.runInChildContext("books", async (child) => {
        void child.step("audit", async () => new Promise((resolve) => setTimeout(resolve, 90_000)))
        await child.step("note", async () => 1)
      })
    },
    /^asks for step audit$/u,
  ],
])("the kind of what nobody awaits is named: %s", async (_what, body, said) => {
  const { failure } = await exploring(body, { maxSchedules: 50, faults: [] })
  expect(failure?.violation.invariant).toBe("hygiene")
  expect(failure?.sites.map(({ what }) => what)).toEqual([expect.stringMatching(said)])
})
