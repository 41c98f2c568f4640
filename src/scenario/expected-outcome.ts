import { isDeepStrictEqual } from "node:util"
import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { Execution } from "../runner/results/execution.ts"
import { type Duration, toMilliseconds } from "../text/duration.ts"
import { durationOrText } from "../text/duration-text.ts"
import { formatElapsed } from "../text/elapsed.ts"
import { DurableTestRunnerError } from "../text/errors.ts"
import { anything, oneOf, text } from "../text/option-kinds.ts"
import type { ExpectedOutcome } from "./scenario.ts"
import type { Path, ScenarioReader } from "./source.ts"

/** An execution did not end as its scenario expects. */
export class ScenarioNotMetError extends DurableTestRunnerError {
  override readonly name = "ScenarioNotMetError"
  readonly execution: Execution
  /** Each difference in a sentence. */
  readonly differences: readonly string[]

  /** @internal */
  constructor(execution: Execution, differences: readonly string[]) {
    super(
      "SCENARIO_NOT_MET",
      [
        "The execution has not ended as the scenario expects:",
        ...differences.map((difference) => `  ${difference}`),
        "",
        execution.timeline(),
      ].join("\n"),
    )
    this.execution = execution
    this.differences = differences
  }
}

const STATUS = oneOf(["SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"])
const ANY_TEXT = text(/^[^]*$/u, "Write a text.")

/** The expected outcome of a scenario, with its duration parsed. */
export interface CheckedOutcome extends Omit<ExpectedOutcome, "duration"> {
  readonly duration?: Duration
}

/** @throws {InvalidArgumentError} */
export function readExpected(reader: ScenarioReader, path: Path, given: unknown): CheckedOutcome {
  const members = reader.members(path, given, ["status", "result", "error", "duration"])
  const member = <T>(key: string, read: (at: Path, value: unknown) => T): Record<string, T> =>
    members.has(key) ? { [key]: read([...path, key], members.get(key)) } : {}
  return {
    ...member("status", (at, value) => reader.read(at, value, STATUS)),
    ...member("result", (at, value) => reader.read(at, value, anything())),
    ...member("error", (at, value) => readError(reader, at, value)),
    ...member("duration", (at, value) => reader.read(at, value, durationOrText)),
  }
}

function readError(reader: ScenarioReader, path: Path, value: unknown): ExpectedOutcome["error"] {
  if (typeof value === "string") return value
  const members = reader.members(path, value, ["ErrorType", "ErrorMessage"])
  for (const [key, member] of members) reader.read([...path, key], member, ANY_TEXT)
  return Object.fromEntries(members)
}

/** In what an execution differs from what is expected; empty if in nothing. */
export function differencesOf(execution: Execution, expected: CheckedOutcome): readonly string[] {
  const differences: string[] = []
  const expect = (what: string, wanted: unknown, seen: unknown): void => {
    if (isDeepStrictEqual(wanted, seen)) return
    differences.push(`${what} is ${shown(seen)}, and expected is ${shown(wanted)}.`)
  }
  const { status, result, error, duration } = expected
  if (status !== undefined) expect("status", status, execution.status)
  if (result !== undefined) expect("result", result, execution.result ?? null)
  if (error !== undefined) expect("error", error, partOf(execution.error, error))
  if (duration !== undefined) {
    const milliseconds = toMilliseconds(duration, { call: "", path: "" })
    const { durationMs } = execution
    if (milliseconds !== durationMs) {
      differences.push(
        `duration is ${elapsed(durationMs)}, and expected is ${elapsed(milliseconds)}.`,
      )
    }
  }
  return differences
}

/** Of the error that was seen what is expected of it. */
function partOf(
  seen: ErrorObject | undefined,
  expected: NonNullable<ExpectedOutcome["error"]>,
): unknown {
  if (seen === undefined) return undefined
  if (typeof expected === "string") return seen.ErrorMessage
  return Object.fromEntries(
    (Object.keys(expected) as (keyof typeof expected)[]).map((key) => [key, seen[key]]),
  )
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value)
}

function elapsed(milliseconds: number): string {
  return formatElapsed(milliseconds).replace("+", "")
}
