import { labelOf } from "../../world/events/event-label.ts"
import { keyOf } from "../../world/events/event-subject.ts"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import type { UncontrolledIo } from "../invariants/uncontrolled-io.ts"
import type { Finding } from "./finding.ts"
import type { LocalExecutor } from "./local-executor.ts"
import { differencesOf } from "./varying.ts"
import { realDifference, realDifferenceAmong } from "./real-io.ts"
import { differAtRandom, differInTakenIds, differOnlyInIds, formOf } from "./taken-ids.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { RunPlan, Surroundings } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"
import type { Violation } from "../invariants/violation.ts"
import type { RunObserver, ScheduledRun } from "../../schedule/run-schedule.ts"
import { neverEnds, type PlainSize } from "./search-limits.ts"
import { SpentTime } from "../../world/limits/spent-time.ts"

/** The signature of runs of one schedule that differ. */
export const UNLIKE = "hygiene uncontrolled"

/**
 * So many runs after the first are made of a schedule in which real I/O takes part, and so many where the
 * first two differ.
 */
const LIKE_RUNS = 3
const UNLIKE_RUNS = 6

/** So many of them, the last ones, are alike where real I/O was only different in the beginning. */
const WARM_RUNS = 4

/** Stands for what is no violation that could be told. */
const UP_TO_REAL_IO: Violation = {
  invariant: "hygiene",
  message: "real I/O decides",
  operation: undefined,
  signature: "hygiene real I/O",
}

/** A run that no later one is like. */
export interface ColdRun {
  readonly report: RunReport
  readonly difference: string
}

/** Makes the runs of the baseline, and judges each. Once something is wrong, no other is made. */
export class PlainRuns<Runner extends ScriptedRunner> {
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
  async makeTwice(plan: RunPlan): Promise<TwoRuns> {
    let first = await this.make(plan)
    // From now on it is known which bodies wait for real work that cannot be seen.
    if (first.report.wakes.some(({ unseen }) => unseen !== undefined)) {
      this.finding = undefined
      this.reports.length = 0
      first = await this.make(plan)
    }
    const isUnclean = this.finding?.violation.invariant === "hygiene"
    const { finding } = this
    if (isUnclean) this.finding = undefined
    const second = await this.make(plan)
    const unlikeness = isUnclean ? undefined : await this.#unlike(first, second, plan)
    const part = await this.#partOfRealIo(first, second, plan)
    if (part === "decides") return { first, second }
    if (part === "warms up") {
      const warm = await this.#makeWarm(first, plan)
      if (warm !== undefined) return warm
    }
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

  /**
   * Real I/O decides where it may be all that makes runs of this schedule differ: some of them do, and no
   * two of them in which it ended in the same way and order. The first run alone may be cold. Connections
   * that are kept for later make more than one so; the runs after that are alike.
   */
  async #partOfRealIo(
    first: Run,
    second: Run,
    plan: RunPlan,
  ): Promise<"none" | "warms up" | "decides"> {
    if (this.#settings.only !== undefined || this.finding !== undefined) return "none"
    if (first.report.wakes.length + second.report.wakes.length === 0) return "none"
    const isSameRun = async (left: Run, right: Run): Promise<boolean> =>
      (await this.#unlike(left, right, plan)) === undefined
    const isAlike = await isSameRun(first, second)
    if (!isAlike && realDifference(first.report, second.report) === undefined) return "none"
    const later: Run[] = [second]
    while (later.length < (isAlike ? LIKE_RUNS : UNLIKE_RUNS)) {
      later.push(await this.#local.runOne(plan))
    }
    const uncontrolled = await realDifferenceAmong(later, isSameRun)
    if (uncontrolled === undefined) return "none"
    const last = later.slice(-WARM_RUNS)
    if (last.length === WARM_RUNS && (await areAlike(last, isSameRun))) return "warms up"
    this.#isUndecided(uncontrolled, first, plan)
    return "decides"
  }

  /** Two more runs in the place of those before; undefined if they differ, which is judged as others are. */
  async #makeWarm(first: Run, plan: RunPlan): Promise<TwoRuns | undefined> {
    const before = this.reports.splice(0)
    const warm = await this.make(plan)
    const again = await this.make(plan)
    if ((await this.#unlike(warm, again, plan)) === undefined) {
      const cold = { report: first.report, difference: coldDifference(first, warm) }
      return { first: warm, second: again, cold }
    }
    this.reports.splice(0, Infinity, ...before)
    const uncontrolled = realDifference(warm.report, again.report)
    if (uncontrolled === undefined) return undefined
    this.#isUndecided(uncontrolled, first, plan)
    return { first: warm, second: again }
  }

  #isUndecided(uncontrolled: UncontrolledIo, { report }: Run, plan: RunPlan): void {
    const violation = UP_TO_REAL_IO
    this.finding = { violation, plan, report, tier: "baseline", number: 1, uncontrolled }
  }

  /** Ids that a library has made of what an earlier run has drawn are no difference. */
  async #unlike(first: Run, second: Run, plan: RunPlan): Promise<Violation | undefined> {
    const violation = unlike(first, second, this.#settings)
    if (violation === undefined) return undefined
    const repeat = (): Promise<Run> => this.#local.runOne(plan)
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

/** One after the other: to compare two runs, others may be made. */
async function areAlike(
  [first, ...others]: readonly Run[],
  isSameRun: (left: Run, right: Run) => Promise<boolean>,
): Promise<boolean> {
  for (const other of others) {
    if (first !== undefined && !(await isSameRun(first, other))) return false
  }
  return true
}

interface Run {
  readonly run: ScheduledRun
  readonly report: RunReport
}

interface TwoRuns {
  readonly first: Run
  readonly second: Run
  readonly cold?: ColdRun
}

function unlike(first: Run, second: Run, { invariants }: ExploreSettings): Violation | undefined {
  if (!invariants.has("hygiene")) return undefined
  const isSameCourse = first.report.fingerprint === second.report.fingerprint
  const isSameOutcome = differOnlyInIds(first.report, second.report)
  if (isSameCourse && isSameOutcome) return undefined
  const what = isSameCourse ? "came to another outcome" : "took another course"
  return {
    invariant: "hygiene",
    message:
      `the same schedule, run twice, ${what}${whereTheyPart(first, second)}. ` +
      "Something decides that the runner does not control: state outside of the handler (pass " +
      "createHandler), fakes that prepare does not reset, real I/O, or a clock that is not patched",
    operation: undefined,
    signature: UNLIKE,
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
