import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { always } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"
import { explore, type ExploreOptions } from "durable-test-runner"
import { expectRejection } from "../../runner/expect-error.ts"
import { InvalidArgumentError } from "durable-test-runner/errors"

/** What the fakes of these tests know. */
const fake = { log: [] as string[], calls: 0 }

const prepare = () => {
  fake.log.length = 0
  fake.calls = 0
}

const keyed = async (_event: unknown, c: DurableContext) => {
  await c.step("charge", async () => {
    fake.log.push("asked")
    if (!fake.log.includes("charged")) fake.log.push("charged")
  })
  return "done"
}

/** It fails when its body has run three times, of which nothing is recorded. */
const wearing = (results: readonly string[]) => async (_event: unknown, c: DurableContext) => {
  await c.step("take", async () => results[fake.calls++ % results.length])
  return c.step("check", async () => (fake.calls >= 3 ? "worn out" : "fine"))
}

const charged = () => fake.log.filter((entry) => entry === "charged")

describe("what tells states apart and what counts as an outcome are given apart (A18)", () => {
  test("a fake that logs each request adds outcomes where all of it counts", async () => {
    const verdict = await exploring(keyed, { prepare, observe: () => fake.log })
    expect(problemOf(verdict)).toContain("crash-refinement")
  })

  test("the same fake adds none where outcome says what counts", async () => {
    const options = { prepare, observe: () => fake.log, outcome: charged }
    expect(problemOf(await exploring(keyed, options))).toBe("nothing")
  })

  test("outcome alone is what is compared, and tells states apart as well", async () => {
    const twice = async (_event: unknown, c: DurableContext) =>
      c.step("charge", async () => void fake.log.push("charged"))
    const verdict = await exploring(twice, { prepare, outcome: charged })
    expect(problemOf(verdict)).toContain('outside[1]  nothing -> "charged"')
    const passing = await exploring(keyed, { prepare, outcome: charged, maxSchedules: 1_000 })
    expect(passing.proof?.kind).toBe("exhaustive")
  })

  test("states that only observe tells apart are led further, whatever outcome says", async () => {
    const body = wearing(["taken"])
    const coarse = { prepare, maxSchedules: 1_000 }
    const fine = { ...coarse, observe: () => fake.calls, outcome: () => "does not matter" }
    expect(problemOf(await exploring(body, coarse))).toBe("nothing")
    expect(problemOf(await exploring(body, fine))).toContain(`"fine" -> "worn out"`)
  })

  test("states that outcome tells apart are led further, however coarse observe is", async () => {
    const body = wearing(["taken"])
    const options: ExploreOptions = {
      prepare,
      observe: () => 0,
      outcome: () => fake.calls,
      allow: ({ result }) => result === "fine",
    }
    expect(problemOf(await exploring(body, options))).toContain(`"fine" -> "worn out"`)
  })

  test("by default states are told apart by bodies that return something else the next time", async () => {
    const verdict = await exploring(wearing(["taken", "missing", "taken"]), {
      prepare,
      maxSchedules: 1_000,
    })
    expect(problemOf(verdict)).toContain(`"fine" -> "worn out"`)
  })

  test("bodies may tell states apart while something else counts", async () => {
    const verdict = await exploring(wearing(["taken", "missing", "taken"]), {
      prepare,
      observe: "bodies",
      outcome: () => undefined,
      maxSchedules: 1_000,
    })
    expect(problemOf(verdict)).toContain(`"fine" -> "worn out"`)
  })

  test("predicates are told what observe returns, or else outcome", async () => {
    const seen = new Set<unknown>()
    const check = [always("it is kept", ({ world }) => void seen.add(world))]
    const bounds = { prepare, check, maxSchedules: 4 }
    await exploring(keyed, { ...bounds, observe: () => "observed", outcome: () => "counts" })
    expect([...seen]).toEqual(["observed"])
    seen.clear()
    await exploring(keyed, { ...bounds, outcome: () => "counts" })
    expect([...seen]).toEqual(["counts"])
  })

  test.each([
    { outcome: async () => 1, problem: "outcome is an async function" },
    { outcome: () => Promise.resolve(1), problem: "outcome returned a promise" },
    { outcome: "body", problem: 'Pass a function, or "bodies".' },
    { outcome: 7, problem: 'Pass a function, or "bodies".' },
  ])("an outcome that nobody could compare is refused: $problem", async ({ outcome, problem }) => {
    const call = explore(durable(keyed), { failures: false, outcome } as never)
    expect((await expectRejection(call, InvalidArgumentError)).message).toContain(problem)
  })
})
