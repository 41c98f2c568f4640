import { setTimeout as pause } from "node:timers/promises"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

/** What the fakes of these tests know. */
const fake = { isReserved: false, sent: 0, runs: 0, charges: 0, paid: new Set<string>() }

const observing = {
  anywhere: true,
  prepare: () => {
    Object.assign(fake, { isReserved: false, sent: 0, runs: 0, charges: 0 })
    fake.paid.clear()
  },
  observe: () => ({ sent: fake.sent, charges: fake.charges }),
}

/** Whoever has reserved the parcel is to send it; a crash in between leaves nobody who does. */
async function sendReserved(waiting: () => Promise<unknown>): Promise<void> {
  if (fake.isReserved) return
  fake.isReserved = true
  await waiting()
  fake.sent++
}

const inTheMiddle: readonly { readonly title: string; readonly body: Body }[] = [
  {
    title: "it awaits a timer between two effects",
    body: async (_event, c) => c.step("send", async () => sendReserved(() => pause(10))),
  },
  {
    title: "it awaits a timer before the first effect too",
    body: async (_event, c) =>
      c.step("send", async () => {
        await pause(10)
        await sendReserved(() => pause(10))
      }),
  },
  {
    title: "it awaits a callback timer",
    body: async (_event, c) =>
      c.step("send", async () =>
        sendReserved(() => new Promise((resolve) => void setTimeout(resolve, 250))),
      ),
  },
  {
    title: "it is in a branch beside another one",
    body: async (_event, c) => {
      await c.parallel("both", [
        async (branch) => branch.step("send", async () => sendReserved(() => pause(10))),
        async (branch) => branch.step("other", async () => pause(30)),
      ])
    },
  },
  {
    title: "it is the check of a condition",
    body: async (_event, c) =>
      c.waitForCondition(
        "sent",
        async () => {
          await sendReserved(() => pause(10))
          return "sent"
        },
        { initialState: "", waitStrategy: () => ({ shouldContinue: false }) },
      ),
  },
]

test.each(inTheMiddle)(
  "A crash strikes in the middle of a body: $title (A11)",
  async ({ body }) => {
    const verdict = await exploring(body, observing)
    expect(problemOf(verdict)).toMatch(
      /^crash-refinement: a fault adds an outcome, [^]*outside\.sent {2}1 -> 0$/u,
    )
  },
)

test("The run goes on until a body of a given-up invocation is over, and its effect counts", async () => {
  const body: Body = async (_event, c) =>
    c.step("send", async () => {
      const isFirst = fake.runs++ === 0
      await pause(isFirst ? 60_000 : 1)
      // By then the execution is long over.
      if (isFirst) fake.sent++
    })
  const verdict = await exploring(body, { ...observing, faults: ["zombie"], without: ["hygiene"] })
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.outcomes).toBe(1)
})

test("What a given-up invocation waits for without end does not keep the run going", async () => {
  const body: Body = async (_event, c) =>
    c.step("wait", async () => {
      const isFirst = fake.runs++ === 0
      await pause(1)
      if (isFirst) await new Promise(() => {})
    })
  const plain = { ...observing, prepare: () => void (fake.runs = 1) }
  expect(problemOf(await exploring(body, plain))).toBe("nothing")
})

test("A body that does nothing twice passes, and all its schedules are run", async () => {
  const body: Body = async (_event, c) =>
    c.step("pay", async () => {
      await pause(10)
      fake.paid.add("o-1")
      await pause(10)
      fake.paid.add("o-1")
    })
  const verdict = await exploring(body, {
    ...observing,
    observe: () => [...fake.paid],
  })
  expect(problemOf(verdict)).toBe("nothing")
  const { tiers } = verdict
  const isThrough = tiers.every(({ tier, isComplete }) => tier === "random" || isComplete)
  expect(isThrough).toBe(true)
  expect(tiers.map(({ tier }) => tier)).toContain("systematic")
  expect(verdict.proof?.kind).toBe("exhaustive")
})
