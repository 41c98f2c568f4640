import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import type { EventIdentity } from "../../world/events/event-subject.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import type { Finding } from "./finding.ts"
import type { LocalExecutor } from "./local-executor.ts"
import { expectedCoverage } from "../../schedule/coverage.ts"
import { type Difference, differencesOf } from "./varying.ts"
import { type ColdRun, PlainRuns } from "./plain-runs.ts"
import { formOf } from "./taken-ids.ts"
import { OnlineChains } from "../../schedule/policies/random/online-chains.ts"
import { splitOptions } from "../../schedule/policies/random/split-options.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { PlainSize } from "./search-limits.ts"
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
  /** Whether the plain run draws random numbers, ids aside: what happens may depend on them. */
  readonly drawsNumbers: boolean
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
  /** What the largest of the runs has taken. */
  readonly size: PlainSize
  /** The first run and what it alone has shown, before module caches and libraries were warm. */
  readonly cold: ColdRun | undefined

  private constructor(parts: {
    readonly finding: Finding | undefined
    readonly varying: readonly Difference[]
    readonly later: RunReport
    readonly run: ScheduledRun
    readonly events: readonly EventIdentity[]
    readonly reports: readonly RunReport[]
    readonly chains: number
    readonly size: PlainSize
    readonly cold: ColdRun | undefined
    readonly settings: ExploreSettings
  }) {
    const { run, settings, events, chains } = parts
    this.reports = parts.reports
    const { faults, maxFaults } = settings.space
    this.finding = parts.finding
    this.varying = parts.varying
    this.later = parts.later
    this.drawsNumbers = run.world.drawn?.hasNumbers === true
    this.startedAt = run.world.clock.startedAt
    this.expectedCoverage = expectedCoverage(run, maxFaults > 0 ? faults : [])
    this.operationNames = namesOf(run)
    this.events = events
    this.chains = chains
    this.size = parts.size
    this.cold = parts.cold
  }

  static async of<Runner extends ScriptedRunner>(
    scenario: Scenario<Runner>,
    local: LocalExecutor<Runner>,
    settings: ExploreSettings,
  ): Promise<Baseline> {
    const space = withoutFaults(settings.space)
    const plan: RunPlan = { space, prefix: [], policy: { kind: "oldest-first" } }
    const runs = new PlainRuns(local, settings)
    const { first, second, cold } = await runs.makeTwice(plan)
    const [surroundings] = otherSurroundings(scenario, first.run.world.clock.startedAt)
    const later = await runs.makeElsewhere(plan, surroundings, first)
    const chains = new OnlineChains()
    const names = new Set<string>()
    const { events } = (
      await runs.make(
        { ...plan, space: settings.space },
        {
          see: ({ options }) => {
            const plain = splitOptions(options).plain.map(({ event }) => event)
            for (const name of chains.of(plain)) names.add(name)
          },
        },
      )
    ).run
    const ended = [second, later.inOrder].filter((run) => run.report.outcome !== undefined)
    const varying = ended.flatMap((run) => differencesOf(formOf(first), formOf(run)))
    const { finding, reports, size } = runs
    const { run } = first
    return new Baseline({
      finding,
      varying,
      later: later.plain.report,
      run,
      settings,
      reports,
      size,
      cold,
      events,
      chains: names.size,
    })
  }
}

/** By the ids of the operations; several of one name are numbered. */
function namesOf({ world, executionArn }: ScheduledRun): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const { Id = "", Name, ParentId = "", SubType = "" } of world.service.operations(
    executionArn,
  )) {
    const parent = names.get(ParentId)
    if (Name === undefined && parent === undefined) continue
    const name = Name === undefined ? `${SubType.toLowerCase()} of ${parent}` : JSON.stringify(Name)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    names.set(Id, count === 1 ? name : `${name} #${count}`)
  }
  return names
}
