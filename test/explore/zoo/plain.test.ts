import { DurableTestRunner, type DurableTestRunnerOptions } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import type { Scenario } from "./bug.ts"
import { bugs } from "./zoo.ts"

async function run(
  { handler, input, prepare, observe }: Scenario,
  options?: DurableTestRunnerOptions,
): Promise<unknown> {
  const runner = new DurableTestRunner(options)
  prepare(runner)
  const { result, error } = await runner.run(handler, input)
  return { result: error ?? result, observed: observe() }
}

test("the zoo is large enough, and its names are unique", () => {
  expect(bugs.length).toBeGreaterThanOrEqual(22)
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length)
})

describe("The plain run of a broken handler does not show the bug", () => {
  test.each(bugs)("$name", async ({ broken, plain }) => {
    expect(await run(broken(), asNeeded)).toEqual(plain)
  })
})

describe("A corrected handler ends as the broken one does in the plain run", () => {
  test.each(bugs)("$name", async ({ corrected, plain }) => {
    expect(await run(corrected())).toEqual(plain)
  })
})

describe("A corrected handler that starts over at every checkpoint ends as in the plain run", () => {
  test.each(bugs)("$name", async ({ corrected, plain }) => {
    expect(await run(corrected(), { replay: "always" })).toEqual(plain)
  })
})

describe("a run leaves nothing behind for the next one", () => {
  test.each(bugs)("$name", async ({ corrected, plain }) => {
    const scenario = corrected()
    await run(scenario)
    expect(await run(scenario)).toEqual(plain)
  })
})

describe("what is to hold in every run holds on the happy path", () => {
  const guarded = bugs.filter(({ holds }) => holds !== undefined)
  test.each(guarded)("$name", async ({ holds, plain }) => {
    expect(holds?.(plain)).toBe(true)
  })
})
