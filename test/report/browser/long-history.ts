import type { Event } from "@aws-sdk/client-lambda"

/** The history of an execution with so many steps, each at an instant of its own; each tenth fails once. */
export function longHistory(steps: number): Event[] {
  const events: Event[] = []
  const add = (event: Event, seconds: number): void => {
    const EventTimestamp = new Date(Date.UTC(2026, 0, 1) + seconds * 1_000)
    events.push({ ...event, EventId: events.length + 1, EventTimestamp })
  }
  add(
    {
      EventType: "ExecutionStarted",
      Id: "e",
      Name: "long",
      ExecutionStartedDetails: { Input: { Payload: "{}" }, ExecutionTimeout: 3_600 },
    },
    0,
  )
  for (let step = 0; step < steps; step++) {
    const operation: Event = { Id: `s${step}`, Name: `step-${step}`, SubType: "Step" }
    add({ ...operation, EventType: "StepStarted", StepStartedDetails: {} }, step * 10)
    if (step % 10 === 9) {
      const Error = { Payload: { ErrorType: "RangeError", ErrorMessage: `no. ${step}` } }
      const RetryDetails = { CurrentAttempt: 1, NextAttemptDelaySeconds: 5 }
      add(
        { ...operation, EventType: "StepFailed", StepFailedDetails: { Error, RetryDetails } },
        step * 10 + 1,
      )
      add({ ...operation, EventType: "StepStarted", StepStartedDetails: {} }, step * 10 + 6)
    }
    const Result = { Payload: JSON.stringify({ step, text: "x".repeat(200) }) }
    add(
      {
        ...operation,
        EventType: "StepSucceeded",
        StepSucceededDetails: { Result, RetryDetails: { CurrentAttempt: 1 } },
      },
      step * 10 + 6,
    )
  }
  add(
    {
      EventType: "ExecutionSucceeded",
      Id: "e",
      Name: "long",
      ExecutionSucceededDetails: { Result: { Payload: '"done"' } },
    },
    steps * 10,
  )
  return events
}
