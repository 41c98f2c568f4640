import { type DurableExecutionHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { RunPlan } from "../../../src/schedule/run-plan.ts"
import { runSchedule } from "../../../src/schedule/run-schedule.ts"
import type { Scenario } from "../../../src/schedule/scenario.ts"
import type { ScheduleSpace } from "../../../src/schedule/format/schedule-space.ts"
import { keyOf } from "../../../src/world/events/event-subject.ts"
import type { Happening } from "../../../src/schedule/shrink/critical-pair.ts"

/** The order of what can happen, and crashes before and after something is recorded. */
const space: ScheduleSpace = {
  early: true,
  slow: true,
  coldStarts: false,
  anywhere: false,
  latencies: false,
  faults: ["crash", "crash-after-persist"],
  maxFaults: 1,
  pageSize: undefined,
}

export interface RealRun {
  /** The status of the execution, and its result or the type of its error. */
  readonly outcome: string
  readonly chosen: readonly number[]
  readonly counts: readonly number[]
  readonly happenings: readonly Happening[]
}

export async function runBy(
  handler: DurableExecutionHandler<unknown, unknown>,
  prefix: readonly number[],
  policy: RunPlan["policy"] = { kind: "oldest-first" },
): Promise<RealRun> {
  const scenario: Scenario = {
    handler: withDurableExecution(handler),
    createHandler: undefined,
    input: undefined,
    prepare: () => {},
    observe: () => undefined,
    runnerOptions: {},
    createRunner: (options) => new DurableTestRunner(options),
  }
  const { end, decisions, events } = await runSchedule(scenario, { space, prefix, policy })
  if (end.kind !== "ended") throw new Error(`A run has not ended: it is ${end.kind}.`)
  const { chosen, counts, faultsFrom } = decisions
  const { status, result, error } = end.execution
  return {
    outcome: `${status} ${error?.ErrorType ?? JSON.stringify(result)}`,
    chosen,
    counts,
    happenings: events.map((event, position) => ({
      key: keyOf(event),
      choice: chosen[position],
      isFault: (chosen[position] ?? 0) >= (faultsFrom[position] ?? Infinity),
    })),
  }
}
