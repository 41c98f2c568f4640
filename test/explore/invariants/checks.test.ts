import { always, eventually, sometimes } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

/** Who is served first, as the steps of two branches have it. */
const queue: Parameters<typeof exploring>[0] = async (_event, context) => {
  const served: string[] = []
  await Promise.all([
    context.step("ann", async () => {}).then(() => served.push("ann")),
    context.step("bob", async () => {}).then(() => served.push("bob")),
  ])
  return context.step("first", async () => served[0])
}

test("confluence: the order of events decides", async () => {
  const verdict = await exploring(queue, { check: ["confluence"] })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "confluence: the order of events decides. This run differs from the plain run:
      result  "ann" -> "bob""
  `,
  )
  expect(verdict.failure?.foundBy).toBe("orders")
})

test("confluence: it does not where results are taken in the order of the code", async () => {
  const verdict = await exploring(
    async (_event, context) =>
      Promise.all([context.step("ann", async () => "ann"), context.step("bob", async () => "bob")]),
    { check: ["confluence"], faults: [] },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})

test("confluence is not asked for by itself", async () => {
  const verdict = await exploring(queue, { faults: [] })
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.outcomes).toBe(2)
})

/** One that takes the money, and a second time where a crash comes in between. */
function paying(): {
  readonly body: Parameters<typeof exploring>[0]
  readonly charges: string[]
  readonly prepare: () => void
} {
  const charges: string[] = []
  return {
    body: async (_event, context) => {
      await context.step("charge", async () => void charges.push("100 EUR"))
      await context.step("refund what is too much", async () => {
        charges.splice(1)
      })
    },
    charges,
    prepare: () => {
      charges.length = 0
    },
  }
}

test("always: broken for a moment, though the outcome is right", async () => {
  const { body, charges, prepare } = paying()
  const verdict = await exploring(body, {
    prepare,
    observe: () => charges,
    check: [always("charged once at the most", () => charges.length <= 1)],
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"always: always("charged once at the most") does not hold"`,
  )
})

test("eventually: it holds in the end, whatever was in between", async () => {
  const { body, charges, prepare } = paying()
  const verdict = await exploring(body, {
    prepare,
    observe: () => charges,
    check: [eventually("charged once", () => charges.length === 1)],
  })
  expect(problemOf(verdict)).toBe("nothing")
})

test("eventually: broken by an outcome that the refinement alone takes to be right", async () => {
  const verdict = await exploring(queue, {
    check: [eventually("ann is first", ({ execution }) => execution.result === "ann")],
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "eventually: eventually("ann is first") does not hold. This run differs from the plain run:
      result  "ann" -> "bob""
  `,
  )
})

test("a predicate that throws is broken, and its message is told", async () => {
  const verdict = await exploring(queue, {
    check: [
      eventually("ann is first", ({ execution }) => {
        expect(execution.result).toBe("ann")
      }),
    ],
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "eventually: eventually("ann is first") threw expected 'bob' to be 'ann' // Object.is equality. This run differs from the plain run:
      result  "ann" -> "bob""
  `,
  )
})

test("predicates see the execution as it stands, and the world as it is observed", async () => {
  const statuses = new Set<string>()
  const worlds = new Set<unknown>()
  const verdict = await exploring(queue, {
    observe: () => "outside",
    faults: [],
    check: [
      always("look", ({ execution, world }) => {
        statuses.add(execution.status)
        worlds.add(world)
      }),
    ],
  })
  expect(problemOf(verdict)).toBe("nothing")
  expect([...statuses].toSorted()).toEqual(["RUNNING", "SUCCEEDED"])
  expect([...worlds]).toEqual(["outside"])
})

test("sometimes: a mark that is never reached is named", async () => {
  const body: Parameters<typeof exploring>[0] = async (_event, context) => {
    await context.step("charge", async ({ attempt }) => {
      sometimes("charged at once", attempt === 1)
      sometimes("charged by a retry", attempt > 1)
    })
  }
  const verdict = await exploring(body)
  expect(verdict.neverSeen).toEqual(["charged by a retry"])
  expect(verdict.coverage["charged at once"]).toBeGreaterThan(100)
  expect(verdict.coverage["charged by a retry"]).toBe(0)
  expect(verdict.passed).toBe(true)
  const strict = await exploring(body, { failOn: "unreached" })
  expect(strict.passed).toBe(false)
  expect(strict.failure).toBeUndefined()
  expect(() => strict.assertPassed()).toThrow("never seen   charged by a retry")
})

test("failOn: everything was seen that ought to be", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {
        sometimes("charged")
      })
    },
    { failOn: "unreached" },
  )
  expect(verdict.neverSeen).toEqual([])
  expect(verdict.assertPassed()).toBe(verdict)
})

test.each([
  ["crash", 'a crash before "charge" is recorded', 'a crash after "charge" is recorded'],
  ["lost-reply", 'a crash after "charge" is recorded', 'a crash before "charge" is recorded'],
] as const)("failOn: only what %s can show is expected", async (fault, seen, unseen) => {
  const verdict = await exploring(
    async (_event, context) => context.step("charge", async () => {}),
    { failOn: "unreached", faults: [fault], maxSchedules: 100 },
  )
  expect(verdict.passed).toBe(true)
  expect(verdict.coverage).toHaveProperty([seen])
  expect(verdict.coverage).not.toHaveProperty([unseen])
})

test("sometimes does nothing outside of an exploration", () => {
  expect(() => {
    sometimes("nobody looks")
  }).not.toThrow()
})
