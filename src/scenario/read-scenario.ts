import type { Execution } from "../runner/results/execution.ts"
import { text } from "../text/option-kinds.ts"
import type { ScenarioCall, ScenarioTarget } from "./actions.ts"
import { toCallbackCalls } from "./callback-calls.ts"
import { toFunctionCall, toStepCalls } from "./double-calls.ts"
import {
  type CheckedOutcome,
  differencesOf,
  readExpected,
  ScenarioNotMetError,
} from "./expected-outcome.ts"
import { readSource } from "./read-source.ts"
import type { Scenario } from "./scenario.ts"
import { type Path, ScenarioReader } from "./source.ts"

const KEYS = ["$schema", "description", "input", "callbacks", "steps", "functions", "expect"]

const ANY_TEXT = text(/^[^]*$/u, "Write a text.")

interface LocatedCall {
  readonly path: Path
  readonly call: ScenarioCall
}

/** A scenario that was read and checked. */
export class LoadedScenario {
  /** The event of the run; undefined if the scenario has no input. */
  readonly input: unknown
  readonly description: string | undefined
  /** The expected outcome. */
  readonly expected: CheckedOutcome
  readonly #reader: ScenarioReader
  readonly #calls: readonly LocatedCall[]

  /** @internal */
  constructor(
    reader: ScenarioReader,
    calls: readonly LocatedCall[],
    { input, description, expected }: Pick<LoadedScenario, "input" | "description" | "expected">,
  ) {
    this.input = input
    this.description = description
    this.expected = expected
    this.#reader = reader
    this.#calls = calls
  }

  /**
   * Registers the scripts and doubles with a runner, for its current run or the next one.
   *
   * @throws {InvalidArgumentError} if the runner refuses one, with the line.
   */
  applyTo(runner: ScenarioTarget): this {
    for (const { path, call } of this.#calls) this.#reader.attempt(path, () => call(runner))
    return this
  }

  /** The differences between an execution and the expected outcome, each as a sentence. */
  differencesOf(execution: Execution): readonly string[] {
    return differencesOf(execution, this.expected)
  }

  /** @throws {ScenarioNotMetError} if the execution did not end as the scenario expects. */
  assertMet(execution: Execution): this {
    const differences = this.differencesOf(execution)
    if (differences.length === 0) return this
    throw new ScenarioNotMetError(execution, differences)
  }
}

/**
 * Reads a scenario: an object, or a file in YAML or JSON by its path or URL.
 *
 * @throws {InvalidArgumentError} for anything that a scenario does not have, with the line of the file.
 */
export function readScenario(scenario: Scenario | string | URL): LoadedScenario {
  const { data, locate } = readSource(scenario)
  const reader = new ScenarioReader(locate)
  const members = reader.members([], data, KEYS)
  for (const key of ["$schema", "description"]) {
    if (members.has(key)) reader.read([key], members.get(key), ANY_TEXT)
  }
  const named = (
    key: string,
    toCalls: (path: Path, name: string, action: unknown) => readonly ScenarioCall[],
  ): LocatedCall[] => {
    if (!members.has(key)) return []
    const entries = reader.entries([key], members.get(key), "Its keys are names.")
    return [...entries].flatMap(([name, action]) => {
      const path = [key, name]
      return toCalls(path, name, action).map((call) => ({ path, call }))
    })
  }
  const calls = [
    ...named("callbacks", (...args) => toCallbackCalls(reader, ...args)),
    ...named("steps", (...args) => toStepCalls(reader, ...args)),
    ...named("functions", (...args) => [toFunctionCall(reader, ...args)]),
  ]
  const expected = members.has("expect")
    ? readExpected(reader, ["expect"], members.get("expect"))
    : {}
  return new LoadedScenario(reader, calls, {
    input: members.get("input"),
    description: members.get("description") as string | undefined,
    expected,
  })
}
