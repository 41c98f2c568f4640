import { describe, expect, test } from "vitest"
import { realDifference, realDifferenceAmong } from "../../../src/explore/oracle/real-io.ts"
import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import type { RealWake } from "../../../src/schedule/real-wakes.ts"
import { MERGED } from "../tiers/merged-report.ts"

const wake = (step: string, result = "returned 1", decision = 0): RealWake => ({
  decision,
  events: 2 * decision,
  unseen: undefined,
  what: `settle body ${step}`,
  step,
  result,
})

const run = (wakes: readonly RealWake[], chosen: readonly number[] = [0, 0, 0]): RunReport => ({
  ...MERGED,
  wakes,
  chosen,
  counts: chosen.map(() => 2),
})

describe("What real I/O did differently in two runs:", () => {
  const [a, b] = [wake("a"), wake("b")]

  test.each<[string, RunReport, RunReport, string | undefined]>([
    ["nothing", run([a, b]), run([a, b]), undefined],
    ["nothing, where there was none", run([]), run([], [0, 1, 0]), undefined],
    [
      "it ended in another order",
      run([a, b]),
      run([b, a]),
      'real I/O ended first in step "a", then in step "b"',
    ],
    [
      "a body returned something else, whatever the order",
      run([a, b]),
      run([b, wake("a", "returned 2")]),
      'step "a" returned 1, then 2',
    ],
    [
      "a body failed",
      run([a]),
      run([wake("a", "threw Error: no")]),
      'step "a" returned 1, then threw Error: no',
    ],
    [
      "it ended after another event",
      run([wake("a", "returned 1", 1)]),
      run([wake("a", "returned 1", 2)]),
      'real I/O in step "a" ended at another moment',
    ],
    [
      "it ended in one of them only, before they part",
      run([a, wake("b", "returned 1", 1)], [0, 1, 0]),
      run([a, wake("b", "returned 1", 2)], [0, 0, 0]),
      'by then real I/O in step "b" had ended in the first one only',
    ],
    [
      "nothing before they part",
      run([a, wake("b", "returned 1", 2)], [0, 1, 0]),
      run([a, wake("b", "returned 2", 2)], [0, 0, 0]),
      undefined,
    ],
    [
      "nothing but an id that the other side has made",
      run([wake("a", 'returned "0f8fad5b-d9cb-469f-a165-70867728950e"')]),
      run([wake("a", 'returned "7c9e6679-7425-40de-944b-e07fc1f90ae7"')]),
      undefined,
    ],
  ])("%s", (_what, first, second, difference) => {
    expect(realDifference(first, second)?.difference).toBe(
      difference && `two runs of the same schedule differ, because ${difference}`,
    )
  })
})

describe("Of several runs", () => {
  const [there, back] = [run([wake("a"), wake("b")]), run([wake("b"), wake("a")])]
  const among = async (runs: readonly RunReport[], alike: readonly RunReport[] = []) =>
    realDifferenceAmong(
      runs.map((report) => ({ report })),
      async (left, right) => alike.includes(left.report) && alike.includes(right.report),
    )

  test("that are alike where real I/O is, it decides", async () => {
    expect(await among([there, back, there], [there])).toMatchObject({ steps: ["a", "b"] })
  })

  test("that differ although real I/O does not, something else decides", async () => {
    expect(await among([there, back, there])).toBeUndefined()
  })

  test("that are all alike, nothing decides", async () => {
    expect(await among([there, back], [there, back])).toBeUndefined()
  })
})
