import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { labelOf } from "../../world/events/event-label.ts"
import { type EventIdentity, keyOf } from "../../world/events/event-subject.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import type { Finding } from "./finding.ts"
import type { LocalExecutor } from "./local-executor.ts"
import { expectedCoverage } from "../../schedule/coverage.ts"
import { type Difference, differencesOf } from "./varying.ts"
import { differAtRandom, differInTakenIds, differOnlyInIds, formOf } from "./taken-ids.ts"
import { showValue } from "../../text/values/show-value.ts"
import { OnlineChains } from "../../schedule/policies/random/online-chains.ts"
import { splitOptions } from "../../schedule/policies/random/split-options.ts"
import type { RunPlan, Surroundings } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"
import type { Violation } from "../invariants/violation.ts"
import type { RunObserver, ScheduledRun } from "../../schedule/run-schedule.ts"
import { neverEnds, type PlainSize } from "./search-limits.ts"
import { SpentTime } from "../../world/limits/spent-time.ts"
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

/** A run that no later one is like. */
interface ColdRun {
  readonly report: RunReport
  readonly difference: string
}

/** Makes the runs of the baseline, and judges each. Once something is wrong, no other is made. */
class PlainRuns<Runner extends ScriptedRunner> {
  finding: Finding | undefined
  readonly reports: RunReport[] = []
  size: PlainSize = { events: 0, spentMs: 0, isEndless: false }
  readonly #local: LocalExecutor<Runner>
  readonly #settings: ExploreSettings
  #last: Run | undefined

  constructor(local: LocalExecutor<Runner>, settings: ExploreSettings) {
    this.#local = local
    this.#settings = settings
  }

  async make(plan: RunPlan, observer?: RunObserver): Promise<Run> {
    // Where one schedule is to be run again, what is wrong without it is not asked for.
    const isOver = this.finding !== undefined && this.#settings.only === undefined
    if (isOver && this.#last !== undefined) return this.#last
    const time = new SpentTime()
    const made = await this.#local.runOne(plan, observer)
    const { events } = made.run.world.circling
    this.size = {
      events: Math.max(this.size.events, events),
      spentMs: Math.max(this.size.spentMs, time.spentMs),
      isEndless: this.size.isEndless || neverEnds(made.run),
    }
    this.reports.push(made.report)
    this.#last = made
    const [violation] = made.report.violations
    if (violation !== undefined) this.#found(violation, plan, made.report)
    return made
  }

  /**
   * The same schedule twice is the same run twice. The first one may be cold: a library loads its parts, a
   * module fills its cache. What it shows, and the two that follow do not, is told and is no violation.
   */
  async makeTwice(plan: RunPlan): Promise<{
    readonly first: Run
    readonly second: Run
    readonly cold?: ColdRun
  }> {
    const first = await this.make(plan)
    const isUnclean = this.finding?.violation.invariant === "hygiene"
    const { finding } = this
    if (isUnclean) this.finding = undefined
    const second = await this.make(plan)
    const unlikeness = isUnclean ? undefined : await this.#unlike(first, second, plan)
    const problem = isUnclean ? finding?.violation : unlikeness
    if (problem !== undefined && this.finding === undefined && this.#settings.only === undefined) {
      const third = await this.make(plan)
      const isWarm =
        this.finding === undefined && unlike(second, third, this.#settings) === undefined
      if (isWarm) {
        const difference = isUnclean ? problem.message : coldDifference(first, second)
        this.reports.shift()
        return { first: second, second: third, cold: { report: first.report, difference } }
      }
    }
    this.finding = finding ?? this.finding
    this.#judge(isUnclean ? unlike(first, second, this.#settings) : unlikeness, first)
    return { first, second }
  }

  /**
   * The plain run at another time. Bodies that await as long as chance says settle in another order then,
   * which is no difference that depends on chance alone: the order of the first run is kept beside it.
   */
  async makeElsewhere(
    plan: RunPlan,
    surroundings: Surroundings,
    first: Run,
  ): Promise<{ readonly plain: Run; readonly inOrder: Run }> {
    const plain = await this.make({ ...plan, surroundings })
    if (!first.report.awaitsTimers || orderOf(plain) === orderOf(first)) {
      return { plain, inOrder: plain }
    }
    const keys = first.run.events.map((event) => keyOf(event))
    const space = { ...plan.space, latencies: true }
    const policy = { kind: "in-order", keys } as const
    return { plain, inOrder: await this.make({ ...plan, space, policy, surroundings }) }
  }

  /** Ids that a library has made of what an earlier run has drawn are no difference. */
  async #unlike(first: Run, second: Run, plan: RunPlan): Promise<Violation | undefined> {
    const violation = unlike(first, second, this.#settings)
    if (violation === undefined) return undefined
    const repeat = (observer?: RunObserver): Promise<Run> => this.#local.runOne(plan, observer)
    if (await differInTakenIds(first, second, repeat)) return undefined
    return (await differAtRandom(repeat)) ? undefined : violation
  }

  #judge(violation: Violation | undefined, first: Run): void {
    if (violation === undefined || first.report.violations.length > 0) return
    // What only the second one shows is a consequence of that.
    this.finding = undefined
    const { space } = first.report
    const plan: RunPlan = { space, prefix: [], policy: { kind: "oldest-first" } }
    this.#found(violation, plan, first.report)
  }

  #found(violation: Violation, plan: RunPlan, report: RunReport): void {
    const number = this.reports.length
    this.finding ??= { violation, plan, report, tier: "baseline", number }
  }
}

interface Run {
  readonly run: ScheduledRun
  readonly report: RunReport
}

function unlike(first: Run, second: Run, { invariants }: ExploreSettings): Violation | undefined {
  if (!invariants.has("hygiene")) return undefined
  const isSameCourse = first.report.fingerprint === second.report.fingerprint
  const isSameOutcome = differOnlyInIds(first, second)
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

/** What the first run did otherwise than those that follow, from the bodies of steps to its end. */
function coldDifference(first: Run, second: Run): string {
  const [cold, warm] = [first, second].map(({ run }) => run.bodies.runs)
  for (const [index, { name, path, returned }] of (cold ?? []).entries()) {
    const later = warm?.[index]
    if (later?.path !== path || later.name !== name) break
    if (JSON.stringify(returned) === JSON.stringify(later.returned)) continue
    const body = name === undefined ? `operation ${path}` : `step ${JSON.stringify(name)}`
    return `the body of ${body} returned ${showValue(returned)}, later ${showValue(later.returned)}`
  }
  const course = whereTheyPart(first, second)
  if (course !== "") return `it took another course${course}`
  const places = differencesOf(formOf(first), formOf(second)).map(({ path }) => path)
  return `its outcome differs${places.length === 0 ? "" : ` at ${places.join(", ")}`}`
}

/** In which order the bodies of steps have settled. */
function orderOf({ run: { course } }: Run): string {
  return course.filter((key) => key.startsWith("settle ")).join("\n")
}

function whereTheyPart({ run: left }: Run, { run: right }: Run): string {
  const [first, second] = [left, right].map(({ events }) => events.map((event) => labelOf(event)))
  const index = first?.findIndex((label, position) => label !== second?.[position]) ?? -1
  if (index < 0) return ""
  return `: decision ${index + 1} was "${first?.[index]}", then "${second?.[index] ?? "none"}"`
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
