import type { EventRecord } from "../../service/state/event-record.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { BodyRun } from "../../world/invocation/step-bodies.ts"
import type { World } from "../../world/world.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** Once the outcome of a step is recorded, its body never runs again. */
export function exactlyOnce({ bodies, world }: ScheduledRun): Violation | undefined {
  // One invocation runs nothing twice.
  if (world.log.records.length === 1) return undefined
  // What was given up goes on with what it knew: another invocation may have recorded more since.
  const repeated = bodies.runs.find((run) => !run.isOfLost && wasOver(world, run))
  if (repeated === undefined) return undefined
  const { path } = repeated
  return {
    invariant: "exactly-once",
    message: `the body of operation ${path} ran although its outcome was recorded`,
    operation: path,
    signature: `exactly-once ${path}`,
  }
}

function wasOver(world: World, { executionArn, path, eventCount }: BodyRun): boolean {
  const id = hashOperationPath(path)
  for (let index = 0; index < eventCount; index++) {
    const record = world.service.eventRecord(executionArn, index)
    if (record?.subject?.id === id && isEnd(record)) return true
  }
  return false
}

function isEnd({ fact }: EventRecord): boolean {
  const isOutcome = fact.eventType === "StepSucceeded" || fact.eventType === "StepFailed"
  return isOutcome && fact.nextAttemptDelaySeconds === undefined
}
