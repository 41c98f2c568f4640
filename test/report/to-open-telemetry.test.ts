import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import { toOpenTelemetry, toSpans, type TraceSpan } from "durable-test-runner/report"
import { describe, expect, test } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { runOrder } from "./orders.ts"

/** The spans below one another, with their status and their seconds. */
function treeOf(spans: readonly TraceSpan[]): string[] {
  const below = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .flatMap((span) => [
        `${indent}${span.name} ${span.status.code} ${span.duration[0]}`,
        ...below(span.spanContext().spanId, `${indent}  `),
      ])
  return below(undefined, "")
}

function named(spans: readonly TraceSpan[], name: string): TraceSpan {
  return spans.find((span) => span.name === name)!
}

describe("spans of an execution", () => {
  test("are those that the plugin of AWS gives to it: workflow, invocations, operations, attempts", async () => {
    expect(treeOf(toSpans(await runOrder({ fails: true })))).toMatchInlineSnapshot(`
      [
        "DurableExecutionRoot 0 626403",
        "  Workflow 2 626403",
        "    charge 1 3",
        "      charge attempt 1 2 0",
        "      charge attempt 2 1 0",
        "    cool-off 1 604800",
        "    approve 1 18000",
        "      CALLBACK 1 18000",
        "      STEP 1 0",
        "        STEP attempt 1 1 0",
        "    pay 1 3600",
        "      Workflow 1 3600",
        "        reserve 1 0",
        "          reserve attempt 1 1 0",
        "        settle 1 3600",
        "      Invocation 1 0",
        "      Invocation 1 0",
        "    ship 2 0",
        "      ship attempt 1 2 0",
        "  Invocation 1 0",
        "  Invocation 1 0",
        "  Invocation 1 0",
        "  Invocation 1 0",
        "  Invocation 2 0",
      ]
    `)
  })

  test("have the attributes, links, events and virtual times of what they show", async () => {
    const execution = await runOrder()
    const spans = toSpans(execution)
    const charge = named(spans, "charge")
    expect(charge.attributes).toEqual({
      "durable.execution.arn": execution.arn,
      "durable.operation.id": execution.operation("charge").id,
      "durable.operation.name": "charge",
      "durable.operation.status": "SUCCEEDED",
      "durable.operation.subtype": "Step",
      "durable.operation.type": "STEP",
      "durable.attempt.number": 2,
    })
    const [link] = charge.links
    const linked = spans.find((each) => each.spanContext().spanId === link?.context.spanId)
    expect(linked).toMatchObject({
      name: "Invocation",
      attributes: { "durable.invocation.first": false },
    })
    const failed = named(spans, "charge attempt 1")
    expect(failed.status).toEqual({ code: 2, message: "card reader offline" })
    expect(failed.events.map(({ name, attributes }) => [name, attributes])).toMatchObject([
      ["log", { "log.severity": "warn", "log.message": "the card is about to expire" }],
      ["exception", { "exception.type": "RangeError", "exception.message": "card reader offline" }],
    ])
    const answered = spans.find((span) => span.attributes["durable.operation.type"] === "CALLBACK")
    expect(answered?.events.map(({ name }) => name)).toEqual([
      "callback heartbeat",
      "callback success",
    ])
    const startedAt = execution.startTimestamp.getTime()
    expect(named(spans, "Workflow").startTime).toEqual([startedAt / 1_000, 0])
    expect(named(spans, "Workflow").events.map(({ attributes }) => attributes)).toContainEqual({
      "log.severity": "info",
      "log.message": "received o-1",
    })
  })

  test("have ids of their own, the same in each run with one seed, in one trace", async () => {
    const [first, second] = [toSpans(await runOrder()), toSpans(await runOrder())]
    const contexts = first.map((span) => span.spanContext())
    expect(contexts).toEqual(second.map((span) => span.spanContext()))
    expect(new Set(contexts.map(({ spanId }) => spanId)).size).toBe(contexts.length)
    expect(new Set(contexts.map(({ traceId }) => traceId)).size).toBe(1)
    for (const { traceId, spanId } of contexts) {
      expect(traceId).toMatch(/^[\da-f]{32}$/u)
      expect(spanId).toMatch(/^[\da-f]{16}$/u)
    }
  })

  test("have each log line once, also of an attempt that never ended", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      console.log("outside")
      await context.step("charge", async () => console.log("inside"))
    })
    const runner = new DurableTestRunner({ logs: "capture", ...exactTimes, ...asNeeded })
    runner.interruptStep("charge", { attempt: 1 })
    const execution = await runner.run(handler)
    const spans = toSpans(execution)
    const lines = spans.flatMap(({ name, events }) =>
      events.flatMap(({ attributes }) =>
        "log.message" in attributes ? [`${name}: ${attributes["log.message"]}`] : [],
      ),
    )
    expect(lines).toHaveLength(execution.logs.length)
    expect(lines).toContain("Workflow: outside")
    expect(lines).toContain("charge attempt 1: inside")
  })

  test("of an open execution end with what is known", async () => {
    const { history } = await runOrder()
    const open = toSpans(Execution.fromHistory(history.slice(0, 5)))
    const workflow = named(open, "Workflow")
    expect(workflow.status).toEqual({ code: 0 })
    expect(workflow.attributes["durable.execution.status"]).toBe("RUNNING")
    expect(open.every(({ duration: [seconds] }) => seconds >= 0)).toBe(true)
    expect(() => toSpans([] as never)).toThrow(/^Failed to call toSpans: it got \[\]/u)
  })
})

describe("OTLP in JSON", () => {
  test("has a resource for each function, and all that the spans have", async () => {
    const execution = await runOrder()
    const { resourceSpans } = toOpenTelemetry(execution)
    const services = resourceSpans.map(({ resource }) => resource.attributes[0]?.value)
    expect(services).toEqual([{ stringValue: "order" }, { stringValue: "pay" }])
    const written = resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    )
    expect(written).toHaveLength(toSpans(execution).length)
    const [root, workflow] = written
    expect(root).not.toHaveProperty("parentSpanId")
    expect(workflow).toMatchObject({
      name: "Workflow",
      kind: 1,
      parentSpanId: root?.spanId,
      startTimeUnixNano: `${execution.startTimestamp.getTime()}000000`,
      status: { code: 1 },
      flags: 257,
    })
    expect(workflow?.attributes).toContainEqual({
      key: "durable.execution.status",
      value: { stringValue: "SUCCEEDED" },
    })
    expect(root?.attributes).toEqual([
      { key: "durable.execution.synthetic_root", value: { boolValue: true } },
    ])
    const attempt = written.find(({ name }) => name === "charge attempt 2")
    expect(attempt?.attributes).toContainEqual({
      key: "durable.attempt.number",
      value: { intValue: 2 },
    })
    const text = JSON.stringify(resourceSpans)
    expect(JSON.parse(text)).toEqual(resourceSpans)
  })

  test("of what is no execution is refused", () => {
    expect(() => toOpenTelemetry({} as never)).toThrow(
      /^Failed to call toOpenTelemetry: it got \{\}/u,
    )
  })
})
