import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { labelOf } from "../../world/events/event-label.ts"
import type { EventIdentity } from "../../world/events/event-subject.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import type { Finding } from "./finding.ts"
import type { LocalExecutor } from "./local-executor.ts"
import { expectedCoverage } from "../../schedule/coverage.ts"
import { type Difference, differencesOf } from "./varying.ts"
import { withoutMarks } from "../../schedule/fresh-values/renamed.ts"
import { withoutIds } from "../../text/id-like.ts"
import { OnlineChains } from "../../schedule/policies/online-chains.ts"
import { splitOptions } from "../../schedule/policies/split-options.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"
import type { Violation } from "../invariants/violation.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Scenario } from "../../schedule/scenario.ts"
import { withoutFaults } from "../../schedule/format/schedule-space.ts"
import { otherSurroundings } from "../options/to-scenario.ts"

/**
 * The plain run, made twice, and once more at another time: what is decided by the schedule alone is the
 * same in the first two, and what is not decided by time and chance in all three. A fourth one sees what
 * could happen besides.
 */
export class Baseline {
  readonly finding: Finding | undefined
  /** Where the outcome depends on the time or on chance, in a way that was not followed. */
  readonly varying: readonly Difference[]
  /** The plain run at another time. */
  readonly later: RunReport
  /** When the runs of this exploration begin. */
  readonly startedAt: number
  readonly expectedCoverage: readonly string[]
  readonly operationNames: ReadonlyMap<string, string>
  /** What happened in the plain run where something else could have happened. */
  readonly events: readonly EventIdentity[]
  /** What came of the runs. */
  readonly reports: readonly RunReport[]
  /** How many chains of events that depend on one another there were. */
  readonly chains: number

  private constructor(parts: {
    readonly finding: Finding | undefined
    readonly varying: readonly Difference[]
    readonly later: RunReport
    readonly run: ScheduledRun
    readonly events: readonly EventIdentity[]
    readonly reports: readonly RunReport[]
    readonly chains: number
    readonly settings: ExploreSettings
  }) {
    const { run, settings, events, chains } = parts
    this.reports = parts.reports
    const { faults, maxFaults } = settings.space
    this.finding = parts.finding
    this.varying = parts.varying
    this.later = parts.later
    this.startedAt = run.world.clock.startedAt
    this.expectedCoverage = expectedCoverage(run, maxFaults > 0 ? faults : [])
    this.operationNames = namesOf(run)
    this.events = events
    this.chains = chains
  }

  static async of<Runner extends ScriptedRunner>(
    scenario: Scenario<Runner>,
    local: LocalExecutor<Runner>,
    settings: ExploreSettings,
  ): Promise<Baseline> {
    const space = withoutFaults(settings.space)
    const plan: RunPlan = { space, prefix: [], policy: { kind: "oldest-first" } }
    const first = await local.runOne(plan)
    const second = await local.runOne(plan)
    const [surroundings] = otherSurroundings(scenario, first.run.world.clock.startedAt)
    const third = await local.runOne({ ...plan, surroundings })
    const [violation = unlike(first, second, settings)] = first.report.violations
    const finding = violation && {
      violation,
      plan,
      report: first.report,
      tier: "baseline" as const,
      number: 1,
    }
    const varying = [
      ...differencesOf(formOf(first), formOf(second)),
      ...differencesOf(formOf(first), formOf(third)),
    ]
    const size = await sizeOf(local, { ...plan, space: settings.space })
    const reports = [first.report, second.report, third.report, size.report]
    const { run } = first
    return new Baseline({ finding, varying, later: third.report, run, settings, reports, ...size })
  }
}

/** What there is to decide in the plain run, with all that could happen besides. */
async function sizeOf<Runner extends ScriptedRunner>(
  local: LocalExecutor<Runner>,
  plan: RunPlan,
): Promise<{
  readonly report: RunReport
  readonly events: readonly EventIdentity[]
  readonly chains: number
}> {
  const chains = new OnlineChains()
  const names = new Set<string>()
  const { run, report } = await local.runOne(plan, {
    see: ({ options }) => {
      const plain = splitOptions(options).plain.map(({ event }) => event)
      for (const name of chains.of(plain)) names.add(name)
    },
  })
  return { report, events: run.events, chains: names.size }
}

interface Run {
  readonly run: ScheduledRun
  readonly report: RunReport
}

/** The same schedule twice is the same run twice. */
function unlike(first: Run, second: Run, { invariants }: ExploreSettings): Violation | undefined {
  if (!invariants.has("hygiene")) return undefined
  const isSameCourse = first.report.fingerprint === second.report.fingerprint
  const isSameOutcome = differencesOf(formOf(first), formOf(second)).every(isOfIds)
  if (isSameCourse && isSameOutcome) return undefined
  const what = isSameCourse ? "came to another outcome" : "took another course"
  return {
    invariant: "hygiene",
    message:
      `the same schedule, run twice, ${what}${whereTheyPart(first, second)}. ` +
      "Something decides that the runner does not control: state outside of the handler (pass " +
      "createHandler), fakes that prepare does not reset, real I/O, or a clock that is not patched",
    operation: undefined,
    signature: "hygiene uncontrolled",
  }
}

/** A run that has not ended has none. */
function formOf({ report }: Run): unknown {
  return report.outcome?.form
}

/** Libraries count ids from run to run, which decides nothing where they only are unique. */
function isOfIds({ left, right, variation }: Difference): boolean {
  const [own, others] = [left, right].map((side) => {
    if (variation !== "keys") return typeof side === "string" ? withoutAnyId(side) : undefined
    return (side as readonly string[]).map(withoutAnyId).toSorted().join("\n")
  })
  return own !== undefined && own === others
}

/** Neither with those that are known nor with what looks like one. */
function withoutAnyId(text: string): string {
  return withoutIds(withoutMarks(text))
}

function whereTheyPart({ run: left }: Run, { run: right }: Run): string {
  const [first, second] = [left, right].map(({ events }) => events.map((event) => labelOf(event)))
  const index = first?.findIndex((label, position) => label !== second?.[position]) ?? -1
  if (index < 0) return ""
  return `: decision ${index + 1} was "${first?.[index]}", then "${second?.[index] ?? "none"}"`
}

function namesOf({ world, executionArn }: ScheduledRun): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { Id = "", Name, ParentId = "", SubType = "" } of world.service.operations(
    executionArn,
  )) {
    const parent = names.get(ParentId)
    if (Name !== undefined) names.set(Id, JSON.stringify(Name))
    else if (parent !== undefined) names.set(Id, `${SubType.toLowerCase()} of ${parent}`)
  }
  return names
}
