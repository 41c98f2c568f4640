import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { exportHistory } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"

interface Order {
  id: string
}

let bodies = 0

function order(change: { step?: string; seconds?: number; withAudit?: boolean } = {}) {
  const { step = "reserve", seconds = 60, withAudit = false } = change
  return withDurableExecution(async ({ id }: Order, context: DurableContext) => {
    await context.step(step, async () => {
      bodies++
      return id
    })
    await context.wait("cool down", { seconds })
    if (withAudit) await context.step("audit", async () => "seen")
    const [approval] = await context.createCallback("approve", { timeout: { hours: 1 } })
    return approval
  })
}

async function recorded(): Promise<string> {
  const runner = new DurableTestRunner(exactTimes)
  runner.completeCallback("approve", "yes")
  return exportHistory(await runner.run(order(), { id: "o-1" }))
}

/** The history of an execution that waits for its callback. */
async function inFlight() {
  const runner = new DurableTestRunner(exactTimes)
  const execution = runner.start(order(), { id: "o-1" })
  await execution.untilCallback("approve")
  return { Events: execution.snapshot().history }
}

const runner = new DurableTestRunner(exactTimes)

describe("a recorded history", () => {
  test("of the same code is compatible, and no body of a step runs", async () => {
    const history = await recorded()
    bodies = 0
    const verdict = await runner.replay(order(), history)
    expect(verdict.message).toMatchInlineSnapshot(
      `"compatible: 12 replays requested the recorded operations"`,
    )
    expect(verdict.verdict).toBe("compatible")
    expect(bodies).toBe(0)
  })

  test("is the same text each time", async () => {
    expect(await recorded()).toBe(await recorded())
  })

  test("may be an execution, events, or an answer of the AWS SDK", async () => {
    const own = new DurableTestRunner(exactTimes)
    own.completeCallback("approve", "yes")
    const execution = await own.run(order(), { id: "o-1" })
    const seconds = execution.history.map((event) => ({
      ...event,
      EventTimestamp: (event.EventTimestamp?.getTime() ?? 0) / 1_000,
    })) as never
    for (const history of [execution, execution.history, { Events: execution.history }, seconds]) {
      expect((await runner.replay(order(), history)).verdict).toBe("compatible")
    }
  })

  test("of a handler with a renamed step is incompatible", async () => {
    const { verdict, message } = await runner.replay(order({ step: "hold" }), await recorded())
    expect(verdict).toBe("incompatible")
    expect(
      message.replaceAll(import.meta.filename, "").replaceAll(/:\d+:\d+/gu, "histories.test.ts"),
    ).toMatchInlineSnapshot(`
      "incompatible: A replay diverges at operation 1 (invocation 1, +0s):
        recorded   step "reserve"
        the code   asks for step "hold"
                   at histories.test.ts
        cause      the code requests other operations than the recorded execution. Executions in flight cannot continue with it: keep the old path for them, or let them end first."
    `)
  })

  test("of a handler with a changed wait is incompatible", async () => {
    const { divergence } = await runner.replay(order({ seconds: 90 }), await recorded())
    expect(divergence).toMatchObject({ field: "wait seconds", cause: { kind: "changed-code" } })
    expect(divergence?.cause?.text).toMatch(
      /^the code requests the same operation with another option/u,
    )
  })

  test("of a handler with another result is incompatible, and executions in flight go on", async () => {
    const changed = withDurableExecution(async (event: unknown, context: DurableContext) => {
      await context.step("reserve", async () => event)
      return "other"
    })
    const own = await new DurableTestRunner(exactTimes).run(
      withDurableExecution(async (event: unknown, context: DurableContext) => {
        await context.step("reserve", async () => event)
        return "one"
      }),
    )
    const { divergence } = await runner.replay(changed, own)
    expect(divergence?.cause).toMatchObject({ kind: "changed-code" })
    expect(divergence?.cause?.text).toMatch(/^the code returns another result/u)
  })

  test("of a handler with an added step is incompatible at the first difference", async () => {
    const { divergence } = await runner.replay(order({ withAudit: true }), await recorded())
    expect(divergence).toMatchObject({
      field: "type",
      operation: { name: "approve", number: 3 },
      recorded: 'callback "approve"',
      asked: 'asks for step "audit"',
    })
  })
})

describe("an execution in flight", () => {
  test("goes on with the same code", async () => {
    expect((await runner.replay(order(), await inFlight())).verdict).toBe("compatible")
  })

  test("does not go on with code that asks for something else before it", async () => {
    const verdict = await runner.replay(order({ withAudit: true }), await inFlight())
    expect(verdict.verdict).toBe("incompatible")
  })
})

describe("what cannot be decided", () => {
  test("a history without data", async () => {
    const { Events } = await inFlight()
    const events = Events.map((event) =>
      event.EventType === "StepSucceeded"
        ? { ...event, StepSucceededDetails: { Result: { Truncated: true } } }
        : event,
    )
    expect(await runner.replay(order(), events as never)).toMatchInlineSnapshot(`
      {
        "divergence": undefined,
        "message": "undecidable: the data of event 3 (StepSucceeded) is missing. Load the history with IncludeExecutionData.",
        "replays": 0,
        "verdict": "undecidable",
      }
    `)
  })

  test("a history with a page missing", async () => {
    const { Events } = await inFlight()
    const { message } = await runner.replay(order(), Events.toSpliced(2, 1))
    expect(message).toMatchInlineSnapshot(
      `"undecidable: event 3 is missing. Load all pages of the history."`,
    )
    expect((await runner.replay(order(), Events.slice(1))).message).toMatchInlineSnapshot(
      `"undecidable: the history does not begin with ExecutionStarted. Load all of its pages."`,
    )
  })

  test("what is no history is refused", async () => {
    await expect(runner.replay(order(), "<html>")).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to replay a history: it is not JSON. Pass the answer of GetDurableExecutionHistory, its JSON, an execution of a runner, or the text of exportHistory(execution).]`,
    )
    await expect(runner.replay(order(), {})).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to replay a history: it has no list of events. Pass the answer of GetDurableExecutionHistory, its JSON, an execution of a runner, or the text of exportHistory(execution).]`,
    )
  })
})

test("a corpus has the verdict of its worst, and names each", async () => {
  const good = { name: "good.json", history: await recorded() }
  const { Events } = await inFlight()
  const partial = { name: "partial.json", history: Events.slice(1) }
  async function* corpus() {
    yield good
    yield partial
  }
  const { verdict, message } = await runner.replayAll(order(), corpus())
  expect(verdict).toBe("undecidable")
  expect(message).toMatchInlineSnapshot(`
    "good.json: compatible: 12 replays requested the recorded operations
    partial.json: undecidable: the history does not begin with ExecutionStarted. Load all of its pages."
  `)
  expect((await runner.replayAll(order(), [good])).verdict).toBe("compatible")
  expect((await runner.replayAll(order({ step: "x" }), [good, partial])).verdict).toBe(
    "incompatible",
  )
})
