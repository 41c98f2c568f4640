import { Execution } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { modelOfExecution } from "../../../src/report/model/execution-model.ts"
import type { ExecutionModel } from "../../../src/report/model/report-model.ts"
import { runOrder } from "../orders.ts"

const LONGEST = 1_000

/** The chart as text: what stands in each column, `r`unning, `w`aiting, `x` failed, `c`ontext. */
function draw({ rows, instants }: ExecutionModel): string[] {
  return rows.map(({ label, depth, segments, marks }) => {
    const cells = instants.map((_, column) => {
      const inside = segments.filter(({ from, to }) => from < column + 1 && to > column)
      const drawn = inside.map(({ kind }) => (kind === "failed" ? "x" : kind[0])).join("")
      return (drawn + (marks.some(({ at }) => at === column) ? "!" : "")).padEnd(3)
    })
    return `${"  ".repeat(depth)}${label}`.padEnd(34) + cells.join(" ").trimEnd()
  })
}

test("the model of an execution has a row for each operation, on an axis of its instants", async () => {
  const model = modelOfExecution(await runOrder(), 0, LONGEST)
  expect(model.instants.map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "+0s",
      "+20ms",
      "+3s",
      "+3.02s",
      "+7d 3s",
      "+7d 3.02s",
      "+7d 2h 3s",
      "+7d 5h 3s",
      "+7d 5h 3.02s",
      "+7d 5h 3.04s",
      "+7d 6h 3.02s",
    ]
  `)
  expect(draw(model)).toMatchInlineSnapshot(`
    [
      "execution of order                r!  w   r   w   r   w   w   r   w   w   r",
      "  step charge                     xw! w   r",
      "  wait cool-off                           w   w",
      "  waitForCallback approve                         c   c   c   c",
      "    callback approve                              w   w   w!  !",
      "    submitter approve                             r",
      "  chainedInvoke pay                                           w   w   w",
      "    execution of pay                                          w   r   w   r!",
      "      step reserve                                                r",
      "      wait settle                                                 w   w",
      "  step ship                                                               r",
    ]
  `)
})

test("the rows of a report count on from those of the execution before", async () => {
  const { rows } = modelOfExecution(await runOrder(), 100, LONGEST)
  expect(rows.map(({ index }) => index)).toEqual(rows.map((_, place) => 100 + place))
})

describe("the details of a row", async () => {
  const { rows } = modelOfExecution(await runOrder({ fails: true }), 0, LONGEST)
  const detailsOf = (label: string): unknown => {
    const found = JSON.stringify(rows.find((row) => row.label === label)?.details)
    return JSON.parse(found.replaceAll(/orders\.ts:\d+:\d+/gu, "orders.ts:line:column"))
  }

  test("of a step have its result, its attempts and where it has thrown", () => {
    expect(detailsOf("step charge")).toMatchInlineSnapshot(`
      {
        "blocks": [
          [
            "result",
            "{
        "cents": 900
      }",
          ],
          [
            "attempts",
            "1: failed at +0s, next in 3s: RangeError: card reader offline
      2: succeeded at +3s",
          ],
        ],
        "facts": [
          [
            "status",
            "SUCCEEDED",
          ],
          [
            "when",
            "+0s to +3s (3s)",
          ],
          [
            "attempts",
            "2",
          ],
          [
            "thrown at",
            "test/report/orders.ts:line:column",
          ],
          [
            "id",
            "c4ca4238a0b92382",
          ],
        ],
      }
    `)
  })

  test("of a callback have its options and what came from outside", () => {
    expect(detailsOf("callback approve")).toMatchInlineSnapshot(`
      {
        "blocks": [
          [
            "result",
            "{
        "by": "jo"
      }",
          ],
          [
            "from outside",
            "+7d 2h 3s heartbeat
      +7d 5h 3s success",
          ],
        ],
        "facts": [
          [
            "status",
            "SUCCEEDED",
          ],
          [
            "when",
            "+7d 3s to +7d 5h 3s (5h)",
          ],
          [
            "options",
            "time-out 2d, heartbeat time-out 4h",
          ],
          [
            "callback id",
            "YXJuOmF3czpsYW1iZGE6dXMtZWFzdC0xOjEyMzQ1Njc4OTAxMjpmdW5jdGlvbjpvcmRlcjokTEFURVNUL2R1cmFibGUtZXhlY3V0aW9uL2E3Zjk1OWM0LWU1MGUtNGM0NS1hNzA2LThkOTRhNmU2ZDYwNi8zY2Q3MWJlNy05MmI3LTM2ZWItYjg5Zi01MzRjYjhiNTcxYzUjYzllNmU3YjY5Zjk4ZjUxNg==",
          ],
          [
            "id",
            "c9e6e7b69f98f516",
          ],
        ],
      }
    `)
  })

  test("of an invoke have its input", () => {
    expect(detailsOf("chainedInvoke pay")).toMatchInlineSnapshot(`
      {
        "blocks": [
          [
            "input",
            "{
        "cents": 900
      }",
          ],
          [
            "result",
            "{
        "paid": 900
      }",
          ],
        ],
        "facts": [
          [
            "status",
            "SUCCEEDED",
          ],
          [
            "when",
            "+7d 5h 3s to +7d 6h 3.02s (1h 20ms)",
          ],
          [
            "options",
            "pay:$LATEST",
          ],
          [
            "id",
            "a87ff679a2f3e71d",
          ],
        ],
      }
    `)
  })

  test("of an execution have its input and its error", () => {
    expect(detailsOf("execution of order")).toMatchObject({
      blocks: [
        ["input", '{\n  "id": "o-1",\n  "fails": true\n}'],
        ["error", "StepError: no truck"],
      ],
    })
  })
})

test("the history of a report has the events of all executions, and heartbeats, by their time", async () => {
  const { history } = modelOfExecution(await runOrder(), 0, LONGEST)
  const lines = history.map(({ time, type, subject }) => `${time} ${type} ${subject}`)
  expect(lines.slice(0, 4)).toMatchInlineSnapshot(`
    [
      "+0s ExecutionStarted execution",
      "+0s StepStarted step charge",
      "+0s StepFailed step charge",
      "+20ms InvocationCompleted invocation",
    ]
  `)
  expect(lines.filter((line) => line.includes("pay: ")).length).toBeGreaterThan(5)
  expect(lines.filter((line) => line.includes("heartbeat"))).toHaveLength(1)
})

test("an execution of a history of AWS has the same chart as the run that it comes from", async () => {
  const execution = await runOrder({ fails: true })
  const recorded = modelOfExecution(Execution.fromHistory(execution.history), 0, LONGEST)
  const labels = recorded.rows.map(({ label }) => label)
  expect(labels).toContain("step charge")
  expect(recorded).toMatchObject({ status: "FAILED", isFailed: true, logs: [] })
  const own = modelOfExecution(execution, 0, LONGEST)
  const failed = ({ rows }: ExecutionModel): unknown[] =>
    rows.flatMap(({ segments }) => segments.filter(({ kind }) => kind === "failed"))
  expect(failed(recorded)).toHaveLength(failed(own).length)
})

test("an execution that has not ended is open to the right", async () => {
  const { history } = await runOrder()
  const started = history.findIndex(({ EventType }) => EventType === "WaitStarted") + 1
  const model = modelOfExecution(Execution.fromHistory(history.slice(0, started)), 0, LONGEST)
  expect(model).toMatchObject({ status: "RUNNING", isFailed: false, reason: "" })
  const wait = model.rows.find(({ label }) => label === "wait cool-off")
  expect(wait?.segments).toMatchObject([
    { kind: "waiting", isOpen: true, to: model.instants.length },
  ])
})
