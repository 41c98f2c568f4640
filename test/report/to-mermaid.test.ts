import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { toMermaid } from "durable-test-runner/report"
import { expect, test } from "vitest"
import { runOrder } from "./orders.ts"

test("a diagram of Mermaid shows what the handler and the outside did, in order", async () => {
  expect(toMermaid(await runOrder({ fails: true }))).toMatchInlineSnapshot(`
    "sequenceDiagram
      participant handler as order
      participant outside
      Note over handler: +0s execution started
      handler-xhandler: +0s step charge failed: attempt 1, next in 3s RangeError: card reader offline
      handler->>handler: +3s step charge succeeded: #123;#34;cents#34;:900#125;
      Note over handler: +3s wait cool-off started: for 7d
      Note over handler: +7d 3s wait cool-off succeeded
      Note over handler: +7d 3s waitForCallback approve started
      handler->>outside: +7d 3s callback approve started: time-out 2d, heartbeat time-out 4h
      handler->>handler: +7d 3s submitter approve succeeded
      outside->>handler: +7d 2h 3s callback approve heartbeat
      outside->>handler: +7d 5h 3s callback approve succeeded: #123;#34;by#34;:#34;jo#34;#125;
      Note over handler: +7d 5h 3s waitForCallback approve succeeded: #34;#123;\\#34;by\\#34;:\\#34;jo\\#34;#125;#34;
      handler->>outside: +7d 5h 3s chainedInvoke pay started: pay:$LATEST
      Note over handler: +7d 5h 3s pay: execution started
      handler->>handler: +7d 5h 3.02s pay: step reserve succeeded: #123;#34;ok#34;:true#125;
      Note over handler: +7d 5h 3.02s pay: wait settle started: for 1h
      outside->>handler: +7d 6h 3.02s chainedInvoke pay succeeded: #123;#34;paid#34;:900#125;
      handler-xhandler: +7d 6h 3.02s step ship failed: Error: no truck
      Note over handler: +7d 6h 3.02s invocation completed: StepError: no truck
      Note over handler: +7d 6h 3.02s execution failed: StepError: no truck
      Note over handler: +7d 6h 3.02s pay: wait settle succeeded
      Note over handler: +7d 6h 3.02s pay: execution succeeded: #123;#34;paid#34;:900#125;
    "
  `)
})

test("no text of a user becomes a part of the diagram", async () => {
  const evil = 'x; Note over handler: y\nend #quot; <b> "q" {z}'
  const handler = withDurableExecution(async (_: unknown, context: DurableContext) => {
    await context.step("evil;#<b>", async () => evil)
    throw new Error(evil)
  })
  const lines = toMermaid(await new DurableTestRunner().run(handler))
    .trimEnd()
    .split("\n")
  const statement = /^ {2}(?:participant|Note over handler:|handler(?:-x|->>)handler:|outside)/u
  expect(lines.slice(1).filter((line) => !statement.test(line))).toEqual([])
  expect(lines.join("\n").replaceAll(/#\d+;|-+>>/gu, "")).not.toMatch(/[;#<>{}"]/u)
})

test("a long diagram is cut, and says so", async () => {
  const handler = withDurableExecution(async (_: unknown, context: DurableContext) => {
    for (let index = 0; index < 250; index++) await context.step(`s${index}`, async () => index)
  })
  const text = toMermaid(await new DurableTestRunner().run(handler))
  expect(text).toMatch(/Note over handler: … \d+ more events\n$/u)
})
