import { answerAtOnce } from "../../text/answer-at-once.ts"
import { canonical } from "../../text/values/canonical.ts"
import { syncFn, text } from "../../text/option-kinds.ts"
import { readArgument } from "../../text/options.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { Execution } from "../../runner/results/execution.ts"
import { describeExecution } from "../../runner/results/describe-execution.ts"
import type { World } from "../../world/world.ts"
import type { Violation } from "./violation.ts"
import { BodyResults, bodyResults } from "../../schedule/body-results.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Observe } from "../../schedule/scenario.ts"

/** The argument of a predicate. */
export interface ExploredState {
  /** The current execution. */
  readonly execution: Execution
  /** The outside world: the value of `observe`. */
  readonly world: unknown
}

/** A property that a test defines. */
export interface Predicate {
  readonly kind: "always" | "eventually"
  readonly name: string
  /** It fails if it returns false or throws. */
  readonly holds: (state: ExploredState) => unknown
}

/**
 * A property that holds at every moment of every schedule. `explore` evaluates it whenever more than one thing
 * can happen next, and at the end.
 *
 * @example
 * ```ts
 * always("an order is charged once", () => charges.length <= 1)
 * ```
 */
export function always(name: string, holds: Predicate["holds"]): Predicate {
  return toPredicate("always", name, holds)
}

/** A property that holds when an execution has ended, whatever the schedule. */
export function eventually(name: string, holds: Predicate["holds"]): Predicate {
  return toPredicate("eventually", name, holds)
}

const HOLDS = syncFn<Predicate["holds"]>(
  "Pass a function that returns false where it does not hold.",
)

/** @throws {InvalidArgumentError} */
function toPredicate(kind: Predicate["kind"], name: unknown, holds: unknown): Predicate {
  const call = `call ${kind}`
  return {
    kind,
    name: readArgument(call, "the name", name, text()),
    holds: readArgument(call, "the predicate", holds, HOLDS),
  }
}

/** Asks the predicates of a test in the course of one run. */
export class PredicateWatch {
  readonly #predicates: readonly Predicate[]
  readonly #observe: Observe
  #broken: Violation | undefined

  constructor(predicates: readonly Predicate[], observe: Observe) {
    this.#predicates = predicates
    this.#observe = observe
  }

  /** The run is at a moment at which something else could happen. */
  look(
    world: World,
    tracker: Parameters<typeof describeExecution>[2],
    bodies: () => BodyResults,
  ): void {
    const [arn] = world.service.executionArns()
    if (arn === undefined) return
    this.#ask("always", () => describeExecution(world, arn, tracker), bodies)
  }

  /** The first predicate that did not hold. */
  brokenIn({ end, session, world, bodies: { runs } }: ScheduledRun): Violation | undefined {
    const bodies = (): BodyResults => bodyResults(world, runs)
    this.look(world, session.tracker, bodies)
    if (end.kind === "ended") this.#ask("eventually", () => end.execution, bodies)
    return this.#broken
  }

  #ask(kind: Predicate["kind"], describe: () => Execution, bodies: () => BodyResults): void {
    for (const predicate of this.#predicates) {
      if (predicate.kind !== kind || this.#broken !== undefined) continue
      const observed = this.#observe(bodies)
      const world = observed instanceof BodyResults ? canonical(observed) : observed
      const problem = problemOf(predicate, { execution: describe(), world })
      if (problem === undefined) continue
      const { name } = predicate
      const message = `${kind}(${JSON.stringify(name)}) ${problem}`
      const signature = `${kind} ${name}`
      this.#broken = { invariant: kind, message, operation: undefined, signature }
    }
  }
}

/** @throws {InvalidArgumentError} for a predicate that returns a promise. */
function problemOf({ kind, name, holds }: Predicate, state: ExploredState): string | undefined {
  let answer: unknown
  try {
    answer = holds(state)
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : showValue(error)}`
  }
  const call = `call ${kind}(${JSON.stringify(name)})`
  return answerAtOnce(call, "the predicate", answer) === false ? "does not hold" : undefined
}
