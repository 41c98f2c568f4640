import type { Shard } from "../report/shard.ts"
import { assertKnownOptions, InvalidArgumentError } from "../../runner/options/runner-errors.ts"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { environmentVariable } from "../../text/environment.ts"
import { FAULT_KINDS, type FaultKind } from "../../world/events/fault-kind.ts"
import type { ExploreOptions } from "./explore-options.ts"
import type { Tier } from "../report/tier.ts"
import { TIERS } from "../report/tier.ts"
import {
  DEFAULT_INVARIANTS,
  type DefaultInvariant,
  OPTIONAL_INVARIANTS,
  type OptionalInvariant,
} from "../invariants/invariant-name.ts"
import { assertOptionTypes } from "./option-types.ts"
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

const CALL = "explore a handler"
const DEFAULT_BUDGET_MS = 1_000
const DEFAULT_SHRINK_RUNS = 500
const BUDGET_VARIABLE = "DURABLE_EXPLORE_MS"
const SCHEDULE_VARIABLE = "DURABLE_SCHEDULE"

/** A function time-out takes minutes, in which other things happen: it is explored on request. */
const DEFAULT_FAULTS: readonly FaultKind[] = FAULT_KINDS.filter(
  (kind) => kind !== "timeout" && kind !== "timeout-after-persist",
)

const OPTION_NAMES: readonly (keyof ExploreOptions)[] = [
  "input",
  "prepare",
  "observe",
  "createHandler",
  "check",
  "without",
  "allow",
  "faults",
  "maxFaults",
  "early",
  "slow",
  "budgetMs",
  "maxSchedules",
  "seed",
  "tiers",
  "name",
  "failures",
  "maxShrinkRuns",
  "failOn",
  "runner",
  "workers",
  "shard",
  "progress",
]

/** @throws {InvalidArgumentError} for an option that is wrong or does not exist. */
export function toExploreSettings<Runner extends ScriptedRunner>(
  options: ExploreOptions<Runner>,
): ExploreSettings {
  assertKnownOptions(CALL, options, OPTION_NAMES)
  assertOptionTypes(CALL, options)
  const { check = [], without = [], faults = DEFAULT_FAULTS, tiers = TIERS } = options
  assertMembers("faults", faults, FAULT_KINDS)
  assertMembers("without", without, DEFAULT_INVARIANTS)
  assertMembers("tiers", tiers, TIERS)
  const predicates = check.filter((each) => isPredicate(each))
  const optional = check.filter((each): each is OptionalInvariant => !isPredicate(each))
  assertMembers("check", optional, OPTIONAL_INVARIANTS)
  const { maxSchedules = Infinity } = options
  return {
    space: {
      early: options.early ?? true,
      slow: options.slow ?? true,
      coldStarts: false,
      faults,
      maxFaults: toCount("maxFaults", options.maxFaults ?? Infinity, 0),
      pageSize: undefined,
    },
    invariants: new Set(DEFAULT_INVARIANTS.filter((name) => !without.includes(name))),
    optional: new Set(optional),
    predicates,
    allow: options.allow ?? (() => false),
    budgetMs: toBudgetMs(options.budgetMs, maxSchedules),
    maxSchedules: toCount("maxSchedules", maxSchedules, 1),
    seed: toSeed(options.seed ?? 0),
    tiers: new Set(tiers),
    maxShrinkRuns: toCount("maxShrinkRuns", options.maxShrinkRuns ?? DEFAULT_SHRINK_RUNS, 0),
    failsOnUnreached: toFailOn(options.failOn),
    shard: toShard(options.shard),
    only: onlySchedule(),
  }
}

/** A search that is bounded by a number of runs is the same everywhere, and so time does not bound it. */
function toBudgetMs(given: number | undefined, maxSchedules: number): number | undefined {
  const text = environmentVariable(BUDGET_VARIABLE)
  if (given === undefined && text !== undefined && maxSchedules === Infinity) {
    const budget = Number(text)
    if (Number.isFinite(budget) && budget > 0) return budget
    throw new InvalidArgumentError(
      CALL,
      `the environment variable ${BUDGET_VARIABLE} is ${JSON.stringify(text)}`,
      "Set it to a number of milliseconds.",
    )
  }
  if (given === undefined) return maxSchedules === Infinity ? DEFAULT_BUDGET_MS : undefined
  if (typeof given === "number" && given > 0) return given === Infinity ? undefined : given
  throw new InvalidArgumentError(
    CALL,
    `budgetMs is ${shown(given)}`,
    "Pass a positive number of milliseconds.",
  )
}

/** What was printed with a failure, to be looked at again. */
function onlySchedule(): Schedule | undefined {
  const text = environmentVariable(SCHEDULE_VARIABLE)
  return text === undefined ? undefined : Schedule.parse(text)
}

function toCount(name: string, value: number, least: number): number {
  if (value === Infinity || (Number.isInteger(value) && value >= least)) return value
  throw new InvalidArgumentError(
    CALL,
    `${name} is ${shown(value)}`,
    `Pass a whole number from ${least}.`,
  )
}

/** JSON has no word for what is no number. */
function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value)
}

function toSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  const problem = `seed is ${shown(seed)}`
  throw new InvalidArgumentError(CALL, problem, "Pass a whole number from 0.")
}

function isPredicate(given: unknown): given is Predicate {
  return typeof given === "object" && given !== null && "holds" in given && "kind" in given
}

function toFailOn(failOn: unknown): boolean {
  if (failOn === undefined || failOn === "unreached") return failOn === "unreached"
  throw new InvalidArgumentError(CALL, `failOn is ${JSON.stringify(failOn)}`, 'Pass "unreached".')
}

function toShard(shard: Shard | undefined): Shard {
  if (shard === undefined) return { index: 0, count: 1 }
  const { index, count } = shard
  const isWhole = Number.isInteger(index) && Number.isInteger(count)
  if (isWhole && index >= 0 && index < count) return shard
  throw new InvalidArgumentError(
    CALL,
    `shard is ${JSON.stringify(shard)}`,
    "Pass { index, count } with an index from 0 to count - 1.",
  )
}

function assertMembers(name: string, given: readonly unknown[], known: readonly string[]): void {
  const wrong = given.find((each) => typeof each !== "string" || !known.includes(each))
  if (wrong === undefined) return
  throw new InvalidArgumentError(
    CALL,
    `${name} has ${JSON.stringify(wrong)}`,
    `There are ${known.map((each) => JSON.stringify(each)).join(", ")}.`,
  )
}
