import type { Observed } from "../report/verdict.ts"
import type { Shard } from "../report/shard.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { environmentVariable } from "../../text/environment.ts"
import { type FaultKind, USUAL_FAULTS } from "../../world/events/fault-kind.ts"
import type { ExploreOptions } from "./explore-options.ts"
import type { Tier } from "../report/tier.ts"
import { TIERS } from "../report/tier.ts"
import {
  DEFAULT_INVARIANTS,
  type DefaultInvariant,
  type OptionalInvariant,
} from "../invariants/invariant-name.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { Outcome } from "../invariants/outcome.ts"
import type { Predicate } from "../invariants/predicates.ts"
import { Schedule } from "../../schedule/schedule.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"

/** The options of an exploration, checked and complete. */
export interface ExploreSettings {
  readonly space: ScheduleSpace
  readonly invariants: ReadonlySet<DefaultInvariant>
  readonly optional: ReadonlySet<OptionalInvariant>
  readonly predicates: readonly Predicate[]
  readonly allow: (outcome: Outcome) => boolean
  /** Whether outcomes hold what bodies have returned. */
  readonly comparesBodies: boolean
  readonly observes: Observed
  readonly budgetMs: number | undefined
  readonly maxSchedules: number
  readonly seed: number
  readonly tiers: ReadonlySet<Tier>
  readonly maxShrinkRuns: number
  readonly failsOnUnreached: boolean
  readonly shard: Shard
  /** The one schedule that is to be run, and no search made. */
  readonly only: Schedule | undefined
}

const DEFAULT_BUDGET_MS = 1_000
/** A run in another process takes 20 to 500 times as long: the SDK for Python waits between checkpoints. */
const REMOTE_BUDGET_MS = 10_000
const DEFAULT_SHRINK_RUNS = 500
const BUDGET_VARIABLE = "DURABLE_EXPLORE_MS"
const SCHEDULE_VARIABLE = "DURABLE_SCHEDULE"

/** A function time-out takes minutes, in which other things happen: it is explored on request. */
const DEFAULT_FAULTS: readonly FaultKind[] = USUAL_FAULTS.filter(
  (kind) => kind !== "timeout" && kind !== "timeout-after-persist",
)

/**
 * @param options were checked by `readExploreOptions`.
 * @param isRemote whether the code runs in another process.
 */
export function toExploreSettings<Runner extends ScriptedRunner>(
  options: ExploreOptions<Runner>,
  isRemote: boolean = false,
): ExploreSettings {
  const { check = [], without = [], tiers = TIERS } = options
  const { maxSchedules = Infinity } = options
  return {
    space: {
      early: options.early ?? true,
      slow: options.slow ?? true,
      coldStarts: false,
      anywhere: options.anywhere ?? true,
      latencies: options.latencies ?? true,
      faults: faultsOf(options),
      maxFaults: options.maxFaults ?? Infinity,
      pageSize: undefined,
    },
    invariants: new Set(DEFAULT_INVARIANTS.filter((name) => !without.includes(name))),
    optional: new Set(check.filter((each) => typeof each === "string")),
    predicates: check.filter((each) => typeof each !== "string"),
    allow: options.allow ?? (() => false),
    comparesBodies: (options.outcome ?? options.observe) === "bodies",
    observes: observedIn(options),
    budgetMs: toBudgetMs(options.budgetMs, maxSchedules, isRemote),
    maxSchedules,
    seed: options.seed ?? 0,
    tiers: new Set(tiers),
    maxShrinkRuns: options.maxShrinkRuns ?? DEFAULT_SHRINK_RUNS,
    failsOnUnreached: options.failOn === "unreached",
    shard: options.shard ?? { index: 0, count: 1 },
    only: onlySchedule(),
  }
}

function observedIn({ observe, outcome }: ExploreOptions<never>): Observed {
  if (typeof observe === "function" || typeof outcome === "function") return "outside"
  return observe === undefined && outcome === undefined ? "nothing" : "bodies"
}

/** What is asked for can be seen only where bodies fail. */
function faultsOf({
  faults = DEFAULT_FAULTS,
  check = [],
}: ExploreOptions<never>): readonly FaultKind[] {
  const lacks = check.includes("failures-surface") && !faults.includes("body-failure")
  return lacks ? [...faults, "body-failure"] : faults
}

/** A search that is bounded by a number of runs is the same everywhere, and so time does not bound it. */
function toBudgetMs(
  given: number | undefined,
  maxSchedules: number,
  isRemote: boolean,
): number | undefined {
  const text = environmentVariable(BUDGET_VARIABLE)
  if (given === undefined && text !== undefined && maxSchedules === Infinity) {
    const budget = Number(text)
    if (Number.isFinite(budget) && budget > 0) return budget
    throw new InvalidArgumentError(
      `read the environment variable ${BUDGET_VARIABLE}`,
      `its value is ${showValue(text)}`,
      "Set it to a number of milliseconds.",
    )
  }
  if (given === undefined) {
    if (maxSchedules !== Infinity) return undefined
    return isRemote ? REMOTE_BUDGET_MS : DEFAULT_BUDGET_MS
  }
  return given === Infinity ? undefined : given
}

/** What was printed with a failure, to be looked at again. */
function onlySchedule(): Schedule | undefined {
  const text = environmentVariable(SCHEDULE_VARIABLE)
  if (text === undefined) return undefined
  try {
    return Schedule.parse(text)
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause
    const call = `read the environment variable ${SCHEDULE_VARIABLE}`
    throw new InvalidArgumentError(call, "its value is not a schedule", cause.message, { cause })
  }
}
