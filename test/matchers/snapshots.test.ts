import { DurableTestRunner, type Execution } from "durable-test-runner"
import { addDurableSerializers } from "durable-test-runner/vitest"
import { beforeAll, expect, test } from "vitest"
import { serializersFor } from "../../src/matchers/serializers.ts"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { order } from "./orders.ts"

let execution: Execution

beforeAll(async () => {
  const runner = new DurableTestRunner({ ...exactTimes, ...asNeeded })
  execution = await runner.run(order, { id: "o-1", declined: true })
})

/** What stands in a snapshot. */
function textOf(history: Execution["history"]): string {
  const serializer = serializersFor().find((one) => one.test(history))
  const print = (value: unknown): string => JSON.stringify(value)
  return serializer?.serialize(history as never, {} as never, "", 0, [] as never, print) ?? ""
}

test("A snapshot of an execution is its timeline, also inside of something else", () => {
  expect(execution).toMatchInlineSnapshot(`
    durable-function: FAILED after 0s, 1 invocation
      +0s  invocation 1
      +0s    step charge     failed RangeError: card declined
      +0s  execution failed  StepError: card declined
  `)
  expect({ execution }).toMatchInlineSnapshot(`
    {
      "execution": durable-function: FAILED after 0s, 1 invocation
        +0s  invocation 1
        +0s    step charge     failed RangeError: card declined
        +0s  execution failed  StepError: card declined,
    }
  `)
})

test("A snapshot of a history has no ids and no times, and the same run under another seed has the same", async () => {
  expect(execution.history).toMatchInlineSnapshot(`
    [
      {
        "EventType": "ExecutionStarted",
        "ExecutionStartedDetails": {
          "ExecutionTimeout": 31622400,
          "Input": {
            "Payload": "{"id":"o-1","declined":true}",
          },
        },
      },
      {
        "EventType": "StepStarted",
        "Name": "charge",
        "StepStartedDetails": {},
        "SubType": "Step",
      },
      {
        "EventType": "StepFailed",
        "Name": "charge",
        "StepFailedDetails": {
          "Error": {
            "Payload": {
              "ErrorMessage": "card declined",
              "ErrorType": "RangeError",
            },
          },
          "RetryDetails": {
            "CurrentAttempt": 1,
          },
        },
        "SubType": "Step",
      },
      {
        "EventType": "InvocationCompleted",
        "InvocationCompletedDetails": {
          "Error": {
            "Payload": {
              "ErrorMessage": "card declined",
              "ErrorType": "StepError",
            },
          },
        },
      },
      {
        "EventType": "ExecutionFailed",
        "ExecutionFailedDetails": {
          "Error": {
            "Payload": {
              "ErrorMessage": "card declined",
              "ErrorType": "StepError",
            },
          },
        },
      },
    ]
  `)
  const other = new DurableTestRunner({
    ...exactTimes,
    ...asNeeded,
    seed: 7,
    startTime: "2027-01-01",
  })
  const { history } = await other.run(order, { id: "o-1", declined: true })
  expect(textOf(history)).toBe(textOf(execution.history))
  expect(textOf(history)).not.toBe(JSON.stringify(history))
})

test("An empty list and a list of something else are printed as ever", () => {
  expect([]).toMatchInlineSnapshot(`[]`)
  expect([{ EventType: "click" }]).toMatchInlineSnapshot(`
    [
      {
        "EventType": "click",
      },
    ]
  `)
})

test("One option keeps ids and times", () => {
  addDurableSerializers({ historyDetails: true })
  expect(execution.history.slice(0, 1)).toMatchInlineSnapshot(`
    [
      {
        "EventType": "ExecutionStarted",
        "ExecutionStartedDetails": {
          "ExecutionTimeout": 31622400,
          "Input": {
            "Payload": "{"id":"o-1","declined":true}",
          },
        },
      },
    ]
  `)
})
