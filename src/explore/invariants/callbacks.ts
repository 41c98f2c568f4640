import { descriptorOf } from "../../service/operations/operations.ts"
import { readEventName } from "../../service/values/operation-type.ts"
import type { EventRecord } from "../../service/state/event-record.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** A callback or a chained invoke has one outcome, and none is accepted when its time is over. */
export function callbacks({ world }: ScheduledRun): Violation | undefined {
  for (const arn of world.service.executionArns()) {
    const problem = problemIn(
      recordsOf(world.service.eventCount(arn), (index) => world.service.eventRecord(arn, index)),
    )
    if (problem !== undefined) return problem
  }
  return undefined
}

function recordsOf(
  count: number,
  recordAt: (index: number) => EventRecord | undefined,
): EventRecord[] {
  return Array.from({ length: count }, (_, index) => recordAt(index)).filter(
    (record) => record !== undefined,
  )
}

/** The end of an operation that is ended from outside of the execution. */
function isOutcome(eventType: string): boolean {
  const { type, what } = readEventName(eventType) ?? {}
  if (type === undefined || what === "Started") return false
  const { endedBy } = descriptorOf(type)
  return endedBy === "external-call" || endedBy === "function"
}

function problemIn(records: readonly EventRecord[]): Violation | undefined {
  const deadlines = new Map<string, number>()
  const over = new Set<string>()
  for (const { at, subject, fact } of records) {
    if (subject === undefined) continue
    const { id, name } = subject
    if (fact.eventType === "CallbackStarted" && fact.timeout !== undefined) {
      deadlines.set(id, at + fact.timeout * 1_000)
    }
    if (!isOutcome(fact.eventType)) continue
    if (over.has(id)) return violation(id, name, "has two outcomes")
    over.add(id)
    const isLate = at >= (deadlines.get(id) ?? Infinity) && fact.eventType !== "CallbackTimedOut"
    if (isLate) return violation(id, name, "was answered when its time was over")
  }
  return undefined
}

function violation(id: string, name: string | undefined, problem: string): Violation {
  return {
    invariant: "callbacks",
    message: `${name === undefined ? `operation ${id}` : JSON.stringify(name)} ${problem}`,
    operation: name ?? id,
    signature: `callbacks ${id} ${problem}`,
  }
}
