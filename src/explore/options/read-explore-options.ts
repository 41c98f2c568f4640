import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { RUN_OPTIONS } from "../../runner/run-options.ts"
import { RUNNER_OPTIONS } from "../../runner/options/runner-options.ts"
import {
  DEFAULT_INVARIANTS,
  OPTIONAL_INVARIANTS,
  type OptionalInvariant,
} from "../invariants/invariant-name.ts"
import {
  anything,
  boolean,
  either,
  fn,
  listOf,
  oneOf,
  positive,
  syncFn,
  text,
  wholeNumber,
} from "../../text/option-kinds.ts"
import {
  objectOf,
  type OptionSpec,
  type Place,
  readOptions,
  wrongValue,
} from "../../text/options.ts"
import { FAULT_KINDS } from "../../world/events/fault-kind.ts"
import type { Predicate } from "../invariants/predicates.ts"
import { WORKER_OPTIONS } from "./worker-options.ts"
import type { ExploreOptions } from "./explore-options.ts"
import { TIERS } from "../report/tier.ts"
import type { Shard } from "../report/shard.ts"

const OBSERVED = either(
  (value) => value === "bodies",
  syncFn<() => unknown>('Pass a function, or "bodies".'),
)

/** The functions are known to take the runner of the entry that the test has called. */
const EXPLORE_OPTIONS: OptionSpec<ExploreOptions<never>> = {
  input: anything(),
  prepare: syncFn(),
  observe: OBSERVED,
  outcome: OBSERVED,
  createHandler: fn("Pass a function that makes the handler."),
  check: listOf(
    either(
      isPredicate,
      oneOf<OptionalInvariant>(OPTIONAL_INVARIANTS, ", or what always and eventually return"),
    ),
  ),
  without: listOf(oneOf(DEFAULT_INVARIANTS)),
  allow: syncFn(),
  faults: listOf(oneOf(FAULT_KINDS)),
  maxFaults: wholeNumber({ orInfinity: true }),
  early: boolean(),
  slow: boolean(),
  anywhere: boolean(),
  latencies: boolean(),
  budgetMs: positive("Pass a positive number of milliseconds."),
  maxSchedules: wholeNumber({ least: 1, orInfinity: true }),
  seed: wholeNumber(),
  tiers: listOf(oneOf(TIERS)),
  name: text(),
  failures: either((value) => value === false, text(undefined, "Pass a directory, or false.")),
  maxShrinkRuns: wholeNumber({ orInfinity: true }),
  failOn: oneOf(["unreached"]),
  runner: objectOf(RUNNER_OPTIONS),
  run: objectOf(RUN_OPTIONS),
  workers: objectOf(WORKER_OPTIONS, ["count", "module"]),
  shard,
  progress: either((value) => value === false, fn("Pass a function, or false.")),
}

/**
 * The options of an exploration, checked.
 *
 * @throws {InvalidArgumentError} for an option that is wrong or does not exist.
 */
export function readExploreOptions<Runner extends ScriptedRunner>(
  given: unknown,
): ExploreOptions<Runner> {
  return readOptions("call explore", given, EXPLORE_OPTIONS as OptionSpec<ExploreOptions<Runner>>)
}

const SHARD: OptionSpec<Shard> = { index: wholeNumber(), count: wholeNumber({ least: 1 }) }
const readShard = objectOf(SHARD, ["index", "count"])

function shard(value: unknown, place: Place): Shard {
  const read = readShard(value, place)
  if (read.index < read.count) return read
  throw wrongValue(place, read, "Pass { index, count } with an index from 0 to count - 1.")
}

/** Of any copy of this package. */
function isPredicate(given: unknown): given is Predicate {
  if (typeof given !== "object" || given === null) return false
  const { kind, name, holds } = given as Partial<Record<keyof Predicate, unknown>>
  const isKind = kind === "always" || kind === "eventually"
  return isKind && typeof name === "string" && typeof holds === "function"
}
