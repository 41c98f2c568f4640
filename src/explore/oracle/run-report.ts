import { comparePaths } from "../../service/values/compare-paths.ts"
import type { ChoiceKind } from "../../world/events/chooser.ts"
import { keyOf } from "../../world/events/event-subject.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import { outcomeOf, type RunOutcome } from "../invariants/outcome.ts"
import type { Violation } from "../invariants/violation.ts"
import { bodiesDiffer } from "../../schedule/body-results.ts"
import type { RealWake } from "../../schedule/real-wakes.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"
import { InvocationStuckError } from "../../world/driving/world-errors.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { BodyRun } from "../../world/invocation/step-bodies.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { MergeableState } from "../../schedule/state-key.ts"

/** What came of one run, as data: nothing of it holds on to the world that it was made in. */
export interface RunReport {
  readonly end: "ended" | "failed" | "merged"
  /** What could be chosen at all: with `chosen` it is the schedule of the run. */
  readonly space: ScheduleSpace
  readonly chosen: readonly number[]
  readonly counts: readonly number[]
  readonly faultsFrom: readonly number[]
  readonly fingerprint: number
  /** The kinds of the options at each decision, where the plan asks for them. */
  readonly kinds: readonly (readonly ChoiceKind[])[] | undefined
  /**
   * The keys of what was chosen: the order in which things happened. Only of a run with faults or cold
   * starts, whose outcome may have to be explained.
   */
  readonly order: readonly string[]
  /** The same of what was recorded, in a run with faults. */
  readonly recordedOrder: readonly string[]
  /**
   * The timers of bodies that have fired, bodies that have settled, and faults, in their order. Only of a
   * run with faults whose bodies await timers.
   */
  readonly course: readonly string[]
  readonly faults: number
  /** Their kinds, in order. */
  readonly faultKinds: readonly ChoiceKind[]
  /** The steps whose bodies failed for good: by name, or else by path. */
  readonly failedBodies: readonly string[]
  /** What the attempts drew whose bodies ran again, in their last run; see `StepBodies`. */
  readonly lastDraws: Readonly<Record<string, number>>
  /** The body of an attempt has run again and returned something else than an id. */
  readonly bodiesDiffer: boolean
  /** Whether a body has armed a timer. */
  readonly awaitsTimers: boolean
  /** Invocations that began in a new container although a warm one was there. */
  readonly coldStarts: number
  /** Absent for a run that has not ended. */
  readonly outcome: RunOutcome | undefined
  /** What is wrong with this run by itself, whatever others do. */
  readonly violations: readonly Violation[]
  /** What was seen, by name. */
  readonly coverage: Readonly<Record<string, number>>
  /** What the end of real work has brought about, in its order. */
  readonly wakes: readonly RealWake[]
  /** That work, for people. */
  readonly realWork: readonly string[]
  /** Real work that was waited for until its limit, and in vain, in a run that could not go on. */
  readonly unfinishedWork: readonly string[]
  /** The states in which an invocation began after the prefix. */
  readonly states: readonly MergeableState[]
}

/** The report of a run, with the violations that were found in it. */
export function toRunReport(
  run: ScheduledRun,
  { wantsKinds, space }: RunPlan,
  violations: readonly Violation[],
): RunReport {
  const { end, decisions, states, faults, events, kinds, coverage, observed } = run
  const { chosen, counts, faultsFrom, fingerprint } = decisions
  return {
    end: end.kind,
    space,
    chosen,
    counts,
    faultsFrom,
    fingerprint,
    kinds: wantsKinds === true ? kinds : undefined,
    order: faults.length + run.coldStarts > 0 ? events.map((event) => keyOf(event)) : [],
    recordedOrder: faults.length > 0 ? recordedOrder(run) : [],
    course: faults.length > 0 && run.bodies.awaitTimers ? run.course : [],
    faults: faults.length,
    faultKinds: faults,
    failedBodies: failedBodies(run),
    lastDraws: faults.length > 0 ? run.bodies.lastDraws : {},
    bodiesDiffer: bodiesDiffer(run.world, run.bodies.runs),
    awaitsTimers: run.bodies.awaitTimers,
    coldStarts: run.coldStarts,
    outcome: end.kind === "ended" ? outcomeOf(end.execution, observed, run.world) : undefined,
    violations,
    coverage,
    wakes: run.wakes,
    realWork: run.wakes.length > 0 ? run.world.realWorkSeen : [],
    unfinishedWork:
      end.kind === "failed" && end.error instanceof InvocationStuckError
        ? end.error.abandonedIo
        : [],
    states,
  }
}

function failedBodies({ events, bodies, faults }: ScheduledRun): string[] {
  if (!faults.includes("body-failure")) return []
  return events.flatMap(({ kind, subject }) =>
    kind === "body-failure" && subject.type === "body" ? [bodyName(bodies.runs, subject.path)] : [],
  )
}

/** The name of an operation; of several of one name, also its number and its path. */
function bodyName(runs: readonly BodyRun[], path: string): string {
  const name = runs.find((run) => run.path === path)?.name
  if (name === undefined) return path
  const paths = new Set(runs.filter((run) => run.name === name).map((run) => run.path))
  const number = [...paths].toSorted(comparePaths).indexOf(path) + 1
  return number === 1 ? name : `${name} #${number} (${path})`
}

/** The settling of bodies in the order in which their outcomes were recorded. */
function recordedOrder({ world, executionArn, bodies }: ScheduledRun): string[] {
  const { service } = world
  const paths = new Map(bodies.runs.map(({ path }) => [hashOperationPath(path), path]))
  const order: string[] = []
  for (let index = 0; index < service.eventCount(executionArn); index++) {
    const { subject, fact } = service.eventRecord(executionArn, index) ?? {}
    const path = subject === undefined ? undefined : paths.get(subject.id)
    const isOutcome = fact?.eventType === "StepSucceeded" || fact?.eventType === "StepFailed"
    if (path === undefined || !isOutcome) continue
    order.push(keyOf({ kind: "settle", subject: { type: "body", path, attempt: fact.attempt } }))
  }
  return order
}
