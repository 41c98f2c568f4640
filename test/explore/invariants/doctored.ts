import type { EventFact, EventRecord } from "../../../src/service/state/event-record.ts"
import type { BodyRun } from "../../../src/world/invocation/step-bodies.ts"
import type { ScheduledRun } from "../../../src/schedule/run-schedule.ts"
import { hashOperationPath } from "../../../src/world/events/operation-path.ts"

/** An event about the operation with that path. */
export function eventOf(path: string, at: number, fact: EventFact): EventRecord {
  const id = hashOperationPath(path)
  const subject = { id, name: `operation ${path}` } as EventRecord["subject"]
  return { at, subject, fact }
}

/** The run as it would be if its history were another one. */
export function withHistory(run: ScheduledRun, events: readonly EventRecord[]): ScheduledRun {
  const service = {
    executionArns: () => [run.executionArn],
    eventCount: () => events.length,
    eventRecord: (_arn: string, index: number) => events[index],
  }
  return { ...run, world: { service, log: run.world.log } as unknown as ScheduledRun["world"] }
}

/** The run as it would be if these bodies of steps had run too. */
export function withBodies(
  run: ScheduledRun,
  change: (runs: readonly BodyRun[]) => readonly BodyRun[],
): ScheduledRun {
  const bodies = { runs: change(run.bodies.runs), races: run.bodies.races }
  return { ...run, bodies: bodies as unknown as ScheduledRun["bodies"] }
}
