import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { EventRecord } from "../../service/state/event-record.ts"
import { descriptorOf } from "../../service/operations/operations.ts"
import { readEventName } from "../../service/values/operation-type.ts"
import type { World } from "../../world/world.ts"
import type { Wake } from "../../world/invocation/world-view.ts"
import type { Violation } from "./violation.ts"

/**
 * An execution that is suspended waits for something that has not happened. So where it is invoked all the
 * same, the replay asks for nothing and suspends again. If it does ask, it could have gone on before, and
 * nobody would have woken it: a wake-up was lost.
 */
export function wakeUp({ world }: ScheduledRun): Violation | undefined {
  for (const wake of world.wakes) {
    const asked = firstAfter(world, wake)
    if (asked !== undefined && asked.at === wake.at && isOfHandler(asked)) return lost(asked)
  }
  return undefined
}

function firstAfter(
  { service }: World,
  { executionArn, eventCount }: Wake,
): EventRecord | undefined {
  for (let index = eventCount; index < service.eventCount(executionArn); index++) {
    const record = service.eventRecord(executionArn, index)
    if (record?.fact.eventType !== "InvocationCompleted") return record
  }
  return undefined
}

/** Something that only the handler can ask for, or return. */
function isOfHandler({ fact: { eventType } }: EventRecord): boolean {
  if (eventType === "ExecutionSucceeded" || eventType === "ExecutionFailed") return true
  const { type, what } = readEventName(eventType) ?? {}
  if (type === undefined || type === "EXECUTION") return false
  return what === "Started" || descriptorOf(type).endedBy === "handler"
}

function lost({ subject, fact: { eventType } }: EventRecord): Violation {
  const isEnd = eventType === "ExecutionSucceeded" || eventType === "ExecutionFailed"
  const operation = isEnd ? undefined : (subject?.name ?? subject?.id)
  const what = isEnd ? "it ends" : `it continues with ${JSON.stringify(operation)}`
  return {
    invariant: "wake-up",
    message:
      `the execution was suspended although it could continue: invoked again at once, ${what}. ` +
      "A wake-up was lost",
    operation,
    signature: `wake-up ${subject?.id ?? eventType}`,
  }
}
