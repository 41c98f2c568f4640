import { StepSemantics } from "@aws/durable-execution-sdk-js"
import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

/** What the outside world has been told. */
function ledger(): { readonly entries: string[]; readonly prepare: () => void } {
  const entries: string[] = []
  return {
    entries,
    prepare: () => {
      entries.length = 0
    },
  }
}

test("an effect that a crash repeats is an outcome that no run without faults has", async () => {
  const { entries, prepare } = ledger()
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => entries.push("charged"))
    },
    { prepare, observe: () => entries },
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "crash-refinement: a fault adds an outcome, SUCCEEDED. It differs from the only one without faults:
      outside[1]  nothing -> "charged""
  `,
  )
})

test("An effect that a crash repeats is not found without observe", async () => {
  const { entries, prepare } = ledger()
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => void entries.push("charged"))
    },
    { prepare },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})

test("an effect with an idempotency key is made once, whatever the schedule", async () => {
  const charged = new Map<string, number>()
  const verdict = await exploring(
    async (_event, context) => {
      const key = await context.step("key", async () => "order 1")
      await context.step("charge", async () => void charged.set(key, 100))
    },
    { prepare: () => charged.clear(), observe: () => charged },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})

test("A result that a crash changes violates crash-refinement", async () => {
  const verdict = await exploring(async (_event, context) => {
    let total = 0
    await context.step("add", async () => {
      total += 5
    })
    await context.step("done", async () => {})
    return total
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "crash-refinement: a fault adds an outcome, SUCCEEDED 0. It differs from the only one without faults:
      result  5 -> 0"
  `,
  )
})

test("An error that a crash changes violates crash-refinement", async () => {
  const verdict = await exploring(async (_event, context) => {
    let reason = "on replay"
    await context.step("look", async () => {
      reason = "at first"
    })
    await context.step("done", async () => {})
    throw new RangeError(reason)
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "crash-refinement: a fault adds an outcome, FAILED RangeError: on replay. It differs from the only one without faults:
      error.message  "at first" -> "on replay""
  `,
  )
})

test("The option allow accepts an outcome that a fault adds", async () => {
  const { entries, prepare } = ledger()
  const seen = new Set<unknown>()
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("send a mail", async () => void entries.push("sent"))
    },
    {
      prepare,
      observe: () => entries,
      allow: ({ status, world }) => {
        seen.add(JSON.stringify(world))
        return status === "SUCCEEDED" && (world as string[]).every((entry) => entry === "sent")
      },
      maxFaults: 2,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof).toMatchObject({ kind: "exhaustive", maxFaults: 2 })
  expect(seen).toContain('["sent","sent","sent"]')
})

test("An outcome that the option allow does not accept is still a violation", async () => {
  const { entries, prepare } = ledger()
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("send a mail", async () => void entries.push("sent"))
    },
    {
      prepare,
      observe: () => entries,
      allow: ({ world }) => (world as string[]).length < 3,
    },
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "crash-refinement: a fault adds an outcome, SUCCEEDED. It differs from the only one without faults:
      outside[1]  nothing -> "sent"
      outside[2]  nothing -> "sent""
  `,
  )
})

test("The option without switches the refinement check off", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      let total = 0
      await context.step("add", async () => {
        total += 5
      })
      await context.step("done", async () => {})
      return total
    },
    { without: ["crash-refinement"] },
  )
  expect(problemOf(verdict)).toBe("nothing")
})

test("orders may have outcomes of their own, and faults may come to any of these", async () => {
  const { entries, prepare } = ledger()
  const verdict = await exploring(
    async (_event, context) => {
      const order: string[] = []
      const [a, b] = await Promise.all([
        context.step("a", async () => "a").then((name) => order.push(name)),
        context.step("b", async () => "b").then((name) => order.push(name)),
      ])
      const first = await context.step("decide", async () => order[0])
      return [first, (a ?? 0) + (b ?? 0)]
    },
    { prepare, observe: () => entries },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.outcomes).toBe(2)
})

test("an outcome of a fault is explained by a run without faults in its order", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const order: string[] = []
      await Promise.all(
        ["a", "b", "c", "d"].map((name) =>
          context.step(name, async () => {}).then(() => void order.push(name)),
        ),
      )
      return context.step("decide", async () => order.join(" then "))
    },
    // Nobody has looked at the orders by themselves.
    { tiers: ["random"], maxSchedules: 200 },
  )
  expect(problemOf(verdict)).toBe("nothing")
  // Found by the way, in runs without faults.
  expect(verdict.outcomes).toBe(24)
})

test.each([4, 6, 8, 9])(
  "An outcome that takes several late answers is explained by a run without faults, seed %d",
  async (seed) => {
    const names = ["a", "b", "c", "d", "e"]
    const verdict = await exploring(
      async (_event, context) => {
        const outcomes: string[] = []
        for (const name of names) {
          const config = { timeout: { seconds: 30 } }
          const answer = context.waitForCallback(name, async () => {}, config)
          outcomes.push(await answer.catch(() => "late"))
        }
        return outcomes
      },
      {
        seed,
        prepare: (runner) => {
          for (const name of names) runner.completeCallback(name, "in time")
        },
        maxSchedules: 150,
      },
    )
    expect(problemOf(verdict)).toBe("nothing")
  },
)

test("a step that runs at most once is not found to be cut short by crashes", async () => {
  const { entries, prepare } = ledger()
  const verdict = await exploring(
    async (_event, context) =>
      context.step("charge", async () => void entries.push("charged"), {
        semantics: StepSemantics.AtMostOncePerRetry,
        retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 2, delay: { seconds: 1 } }),
      }),
    { prepare, observe: () => entries.length > 0 },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof).toMatchObject({ kind: "exhaustive", maxFaults: Infinity })
})

test("A step that has one attempt and is cut short by a crash is found", async () => {
  const verdict = await exploring(async (_event, context) =>
    context.step("charge", async () => "charged", {
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: () => ({ shouldRetry: false }),
    }),
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `
    "crash-refinement: a fault adds an outcome, FAILED StepError: The step execution pro…each completion due to an interruption. It differs from the only one without faults:
      status  "SUCCEEDED" -> "FAILED"
      result  "charged" -> nothing
      error
        without faults  nothing
        with the fault  StepError: The step execution process was initiated but failed to reach completion due to…"
  `,
  )
})

test("a handler that takes care of an interruption goes a way of its own", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context
      .step("charge", async () => "charged", {
        semantics: StepSemantics.AtMostOncePerRetry,
        retryStrategy: () => ({ shouldRetry: false }),
      })
      .catch(() => context.step("look whether it was charged", async () => "charged"))
    return "charged"
  })
  expect(problemOf(verdict)).toBe("nothing")
})

test("a context whose end a fault keeps from being recorded is no other way", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context.step("charge", async () => {})
    await context.runInChildContext("nothing to do", async () => {})
  })
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.proof?.kind).toBe("exhaustive")
})
