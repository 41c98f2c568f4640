import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test, vi } from "vitest"
import { SDKS, VERSIONS } from "../../sdk-versions/sdks.ts"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (event: never, context: DurableContext) => Promise<unknown>

interface Case {
  readonly title: string
  readonly body: Body
}

const fails = async (): Promise<never> => {
  throw new Error("declined")
}
const once = { retryStrategy: () => ({ shouldRetry: false }) }
const prepare = (runner: DurableTestRunner) => {
  runner.completeCallback("approval", "yes")
  runner.mockFunction("stock", () => "reserved")
}

const lost: readonly Case[] = [
  {
    title: "an undo list is filled in step bodies, before a wait",
    body: async (_event, c) => {
      const undo: string[] = []
      await c.step("book flight", async () => void undo.push("cancel flight"))
      await c.step("book hotel", async () => void undo.push("cancel hotel"))
      await c.wait("cool down", { seconds: 30 })
      try {
        await c.step("pay", fails, once)
      } catch {
        for (const each of undo.toReversed()) await c.step(each, async () => {})
        return "undone"
      }
      return "booked"
    },
  },
  {
    title: "a total is counted in a body, before a callback",
    body: async (_event, c) => {
      let total = 0
      await c.step("price", async () => void (total += 900))
      await c.waitForCallback("approval", async () => {})
      return { total }
    },
  },
  {
    title: "a flag is set in a body, before a day goes by",
    body: async (_event, c) => {
      let isReserved = false
      await c.step("reserve", async () => void (isReserved = true))
      await c.wait({ days: 1 })
      if (isReserved) await c.step("release", async () => {})
      return "done"
    },
  },
  {
    title: "a branch fills a list, before another function is invoked",
    body: async (_event, c) => {
      const rows: number[] = []
      await c.parallel([
        async (branch) => branch.step("one", async () => void rows.push(1)),
        async (branch) => branch.step("two", async () => void rows.push(2)),
      ])
      await c.invoke("stock", {})
      return rows.length
    },
  },
  {
    title: "a retry suspends after a body has noted what to undo",
    body: async (_event, c) => {
      const undo: string[] = []
      await c.step("book", async () => void undo.push("cancel"))
      await c
        .step("pay", fails, {
          retryStrategy: (_error: Error, attempt: number) => ({
            shouldRetry: attempt < 2,
            delay: { seconds: 5 },
          }),
        })
        .catch(async () => {
          for (const each of undo) await c.step(each, async () => {})
        })
      return "over"
    },
  },
]

const kept: readonly Case[] = [
  {
    title: "the undo list is made of what steps have returned",
    body: async (_event, c) => {
      const undo = [await c.step("book flight", async () => "cancel flight")]
      await c.wait({ seconds: 30 })
      await c.step("pay", fails, once).catch(async () => {
        for (const each of undo) await c.step(each, async () => {})
      })
      return "undone"
    },
  },
  {
    title: "a wait, a callback and an invoke are awaited side by side",
    body: async (_event, c) =>
      Promise.all([
        c.wait({ seconds: 10 }),
        c.waitForCallback("approval", async () => {}),
        c.invoke("stock", {}),
        c.step("note", async () => "noted"),
      ]),
  },
  {
    title: "a condition is polled",
    body: async (_event, c) =>
      c.waitForCondition("ready", async (state: number) => state + 1, {
        initialState: 0,
        waitStrategy: (state) =>
          state < 3 ? { shouldContinue: true, delay: { minutes: 10 } } : { shouldContinue: false },
      }),
  },
  {
    title: "a callback expires",
    body: async (_event, c) => {
      const [answer] = await c.createCallback("nobody", { timeout: { days: 3 } })
      return answer.catch(async () => c.step("give up", async () => "given up"))
    },
  },
  {
    title: "the fastest of two waits is taken by the SDK",
    body: async (_event, c) => {
      await c.promise.race([c.wait("short", { seconds: 1 }), c.wait("long", { hours: 1 })])
      return c.step("end", async () => "ended")
    },
  },
  {
    title: "the time is read in a step",
    body: async (_event, c) => {
      const from = await c.step("from", async () => Date.now())
      await c.wait({ minutes: 5 })
      const to = await c.step("to", async () => Date.now())
      return to - from >= 300_000
    },
  },
  {
    title: "nothing suspends at all",
    body: async (_event, c) => {
      const done: string[] = []
      done.push(await c.step("one", async () => "one"))
      return done
    },
  },
]

async function check(body: Body) {
  const runner = new DurableTestRunner({ allowUnusedScripts: true })
  prepare(runner)
  return runner.checkReplay(durable(body), {})
}

describe("memory that does not survive a suspension is reported (F6)", () => {
  test.each(lost)("explore finds it where $title", async ({ body }) => {
    const verdict = await exploring(body, { prepare, faults: [], maxSchedules: 100 })
    expect(problemOf(verdict)).toContain("memory does not survive a suspension")
    const { cause, recordedSite, isLostMemory } = verdict.failure?.divergence ?? {}
    expect({ kind: cause?.kind, isLostMemory }).toEqual({
      kind: "step-side-effect",
      isLostMemory: true,
    })
    expect(recordedSite?.file ?? "f06-lost-memory").toContain("f06-lost-memory")
  })

  test.each(lost)("checkReplay finds it where $title", async ({ body }) => {
    const { isDeterministic, divergence } = await check(body)
    expect(isDeterministic).toBe(false)
    expect(divergence?.message).toContain("Memory does not survive a suspension.")
  })

  test.each(kept)("explore reports nothing where $title", async ({ body }) => {
    const options = { prepare, faults: [], maxSchedules: 100 }
    expect(problemOf(await exploring(body, options))).toBe("nothing")
  })

  test.each(kept)("checkReplay reports nothing where $title", async ({ body }) => {
    const { divergence } = await check(body)
    expect(divergence?.message).toBeUndefined()
  })

  test("the verdict names the operation that is lost, its line and the cause", async () => {
    const [first] = lost
    const verdict = await exploring(first?.body ?? (async () => 0), { prepare, faults: [] })
    expect(problemOf(verdict)).toMatchInlineSnapshot(
      `"replay-determinism: memory does not survive a suspension. At operation 5, a run that never suspends has recorded step "cancel hotel", and a handler that continues after a suspension does not ask for it: it returns "undone""`,
    )
    expect(verdict.failure?.sites.map(({ what }) => what)).toMatchInlineSnapshot(`
      [
        "recorded operation 5",
        "asks for the step whose body does more than return",
      ]
    `)
  })

  test("the verdict says that its run suspends, and which check shows the loss", async () => {
    const [first] = lost
    const { message, failure } = await exploring(first?.body ?? (async () => 0), {
      prepare,
      faults: [],
    })
    const lines = message.split("\n")
    expect(lines[4]).toBe("This run suspends, so its later invocations have lost that memory:")
    expect(lines[6]).toMatch(/^ +1 .* invokes durable-function$/u)
    expect(lines.slice(-3)).toEqual([
      "  replay    await runner.assertReplay(handler, input), on a runner with the same scripts",
      `            or DURABLE_SCHEDULE=${failure?.schedule} with the same test`,
      "  found     by baseline, run 1",
    ])
  })

  test("the verdict tells apart what a run that never suspends returns", async () => {
    const body: Body = async (_event, context) => {
      let seen = 0
      await context.step("count", async () => void seen++)
      await context.wait("pause", { hours: 1 })
      return seen
    }
    const verdict = await exploring(body, { faults: [] })
    expect(problemOf(verdict)).toBe(
      "replay-determinism: memory does not survive a suspension. At its end, a run that never suspends returns 1, and a handler that continues after a suspension returns 0",
    )
  })

  test.each(lost)("its schedule shows it again where $title", async ({ body }) => {
    const options = { prepare, faults: [], maxSchedules: 100 }
    const { failure } = await exploring(body, options)
    vi.stubEnv("DURABLE_SCHEDULE", failure?.schedule)
    try {
      const again = await exploring(body, options)
      expect(problemOf(again)).toContain("memory does not survive a suspension")
      expect(again.failure?.schedule).toBe(failure?.schedule)
    } finally {
      vi.unstubAllEnvs()
    }
  })

  test("it is not looked for where replay-determinism is left out", async () => {
    const [first] = lost
    const verdict = await exploring(first?.body ?? (async () => 0), {
      prepare,
      faults: [],
      without: ["replay-determinism"],
    })
    expect(problemOf(verdict)).toBe("nothing")
  })
})

test.each(VERSIONS)(
  "SDK %s: memory that is lost in a wait of some minutes is reported (F6)",
  async (version) => {
    const { withDurableExecution } = SDKS[version]
    const handler = withDurableExecution(async (_event: never, c: DurableContext) => {
      const undo: string[] = []
      await c.step("book", async () => void undo.push("cancel"))
      await c.wait({ minutes: 10 })
      for (const each of undo) await c.step(each, async () => {})
      return "over"
    })
    const { divergence } = await new DurableTestRunner().checkReplay(handler, {})
    expect(divergence).toMatchObject({ isLostMemory: true, cause: { kind: "step-side-effect" } })
  },
)
