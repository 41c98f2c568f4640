import type { EventRecord } from "../../service/state/event-record.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** No wait ends and no attempt begins before its time. */
export function time({ world }: ScheduledRun): Violation | undefined {
  const { service } = world
  for (const arn of service.executionArns()) {
    const earliest = new Map<string, number>()
    for (let index = 0; index < service.eventCount(arn); index++) {
      const record = service.eventRecord(arn, index)
      const id = record?.subject?.id
      if (record === undefined || id === undefined) continue
      if (isBeginOfEnd(record) && record.at < (earliest.get(id) ?? 0)) return tooEarly(record)
      noteEarliest(earliest, id, record)
    }
  }
  return undefined
}

function isBeginOfEnd({ fact }: EventRecord): boolean {
  return fact.eventType === "WaitSucceeded" || fact.eventType === "StepStarted"
}

function noteEarliest(earliest: Map<string, number>, id: string, { at, fact }: EventRecord): void {
  if (fact.eventType === "WaitStarted") earliest.set(id, fact.scheduledEndAt)
  if (fact.eventType !== "StepSucceeded" && fact.eventType !== "StepFailed") return
  if (fact.nextAttemptDelaySeconds === undefined) return
  earliest.set(id, at + fact.nextAttemptDelaySeconds * 1_000)
}

function tooEarly({ subject, fact }: EventRecord): Violation {
  const operation = subject?.name ?? subject?.id
  return {
    invariant: "time",
    message: `${fact.eventType} of ${operation} came before its time`,
    operation,
    signature: `time ${subject?.id}`,
  }
}
