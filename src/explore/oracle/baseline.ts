import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { labelOf } from "../../world/events/event-label.ts"
import type { EventIdentity } from "../../world/events/event-subject.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import type { Finding } from "./finding.ts"
import { LocalExecutor } from "./local-executor.ts"
import { expectedCoverage } from "../../schedule/coverage.ts"
import { volatilePaths } from "../invariants/outcome.ts"
import { OnlineChains } from "../../schedule/policies/online-chains.ts"
import { splitOptions } from "../../schedule/policies/split-options.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"
import type { Violation } from "../invariants/violation.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Scenario } from "../../schedule/scenario.ts"
import { withoutFaults } from "../../schedule/format/schedule-space.ts"
import { perturbed } from "../options/to-scenario.ts"

/**
 * The plain run, made twice, and once more at another time: what is decided by the schedule alone is the
 * same in the first two, and what is not decided by time and chance in all three. A fourth one sees what
 * could happen besides.
 */
export class Baseline {
  readonly finding: Finding | undefined
  /** Where the outcome depends on the time or on chance. */
  readonly volatile: readonly string[]
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
    readonly volatile: readonly string[]
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
    this.volatile = parts.volatile
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
    const later = perturbed(scenario, first.run.world.clock.startedAt)
    const { predicates, invariants } = settings
    const third = await new LocalExecutor(later, { predicates, invariants }).runOne(plan)
    const [violation = unlike(first, second, settings)] = first.report.violations
    const finding = violation && {
      violation,
      plan,
      report: first.report,
      tier: "baseline" as const,
      number: 1,
    }
    const volatile = volatilePaths(first.report.outcome?.value, third.report.outcome?.value)
    const size = await sizeOf(local, { ...plan, space: settings.space })
    const reports = [first.report, second.report, third.report, size.report]
    return new Baseline({ finding, volatile, run: first.run, settings, reports, ...size })
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
  const isSameOutcome =
    JSON.stringify(first.report.outcome) === JSON.stringify(second.report.outcome)
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
