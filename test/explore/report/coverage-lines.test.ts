import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { renderUnseen } from "../../../src/explore/report/render-coverage.ts"
import { exploring } from "../exploring.ts"

const unseen = (...marks: string[]): Record<string, number> =>
  Object.fromEntries(marks.map((mark) => [mark, 0]))

const crash = (name: string, number = 1, when = "before"): string =>
  `a crash ${when} "${name}"${number === 1 ? "" : ` #${number}`} is recorded`

function lineOf(coverage: Record<string, number>): string {
  const neverSeen = Object.keys(coverage).filter((mark) => coverage[mark] === 0)
  return renderUnseen(neverSeen, coverage).join("\n")
}

test("Operations with a name of their own are listed one by one", () => {
  expect(lineOf(unseen(crash("a"), crash("b"), "an order expires"))).toBe(
    '  never seen   a crash before "a" is recorded; a crash before "b" is recorded; an order expires',
  )
})

test("Operations that share a name are counted, before and after their records", () => {
  const bills = Array.from({ length: 200 }, (_, index) => crash("bill", index + 1))
  const after = Array.from({ length: 3 }, (_, index) => crash("bill", index + 1, "after"))
  expect(lineOf(unseen(...bills, ...after))).toBe(
    '  never seen   a crash before "bill" is recorded (200 of 200); a crash after "bill" is recorded (3 of 3)',
  )
})

test("Namesakes that were seen count in the total", () => {
  const coverage = { [crash("bill")]: 4, [crash("bill", 2)]: 0, [crash("bill", 3)]: 0 }
  expect(lineOf(coverage)).toBe('  never seen   a crash before "bill" is recorded (2 of 3)')
})

test("A number that belongs to a name or to a mark of the test is kept", () => {
  expect(lineOf(unseen(crash("order #7"), crash("order #8"), "retry #2"))).toBe(
    '  never seen   a crash before "order #7" is recorded; a crash before "order #8" is recorded; retry #2',
  )
})

test("Of many different marks the first ones are listed", () => {
  const line = lineOf(unseen(...Array.from({ length: 30 }, (_, index) => crash(`step ${index}`))))
  expect(line).toMatch(/^ {2}never seen {3}a crash before "step 0" is recorded; /u)
  expect(line).toMatch(/; and 18 more, listed in verdict\.neverSeen$/u)
})

test("Nothing unseen is no line", () => {
  expect(renderUnseen([], { [crash("a")]: 1 })).toEqual([])
})

test("A search of a map over many items stays readable", async () => {
  const { message, neverSeen } = await exploring(
    async (_event, context: DurableContext) => {
      const items = Array.from({ length: 60 }, (_, index) => index)
      await context.map("bill", items, async (child, item) => child.step("read", async () => item))
    },
    { maxSchedules: 4 },
  )
  expect(neverSeen.length).toBeGreaterThan(50)
  expect(message).toContain("is recorded (60 of 60)")
  expect(Math.max(...message.split("\n").map((line) => line.length))).toBeLessThan(400)
})

test("A sampled search names no deviations if it has run only the plain run in full", async () => {
  const { message, proof } = await exploring(
    async (_event, context: DurableContext) => {
      await Promise.all(["a", "b", "c"].map((name) => context.step(name, async () => name)))
    },
    { maxSchedules: 3, without: ["hygiene"] },
  )
  expect(proof).toMatchObject({ kind: "sampled" })
  expect(message).toMatch(/sampled {6}\d+ schedules {2}\(/u)
})

describe("a pass says if the time was enough for a few runs only", () => {
  const long = async (_event: unknown, context: DurableContext): Promise<void> => {
    const items = Array.from({ length: 40 }, (_, index) => index)
    await context.map("bill", items, async (child, item) => child.step("read", async () => item))
  }
  const line =
    /^ {2}few runs {5}the time was enough for \d+ runs: raise budgetMs \(--budget\), or pass a smaller input$/mu

  test("of a large handler", async () => {
    const { message, schedules } = await exploring(long, { budgetMs: 1 })
    expect(schedules).toBeLessThan(50)
    expect(message).toMatch(line)
  })

  test("but not if the test limits the runs", async () => {
    expect((await exploring(long, { maxSchedules: 4 })).message).not.toMatch(line)
  })

  test("nor if all runs of a small handler were made", async () => {
    const { message, proof } = await exploring(async () => 1, { budgetMs: 60_000 })
    expect(proof?.kind).toBe("exhaustive")
    expect(message).not.toMatch(line)
  })
})
