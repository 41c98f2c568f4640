import { types } from "node:util"
import { boolean, passing, wholeNumber } from "../../text/option-kinds.ts"
import { matchesName } from "../../text/matches-name.ts"
import { type OptionSpec, readOptions } from "../../text/options.ts"
import { nameOf } from "./operation-labels.ts"
import type { OperationResult } from "./operation-result.ts"

/** Options of a timeline. */
export interface TimelineOptions {
  /** The largest number of rows: the first and the last ones. Default: all. */
  readonly limit?: number
  /**
   * Selects operations and their descendants by name, by a pattern for the name, or by a predicate. The timeline
   * then leaves out rows of invocations, and keeps the end of the execution. Default: all.
   */
  readonly filter?: string | RegExp | ((operation: OperationResult) => boolean)
  /** The width of a row in columns, at least 40. Default: as wide as needed. */
  readonly width?: number
  /** Whether it has colours, as escape sequences of a terminal. Default false. */
  readonly color?: boolean
  /** Whether it shows log lines. Default false. */
  readonly logs?: boolean
}

type Filter = NonNullable<TimelineOptions["filter"]>

const TIMELINE_OPTIONS: OptionSpec<TimelineOptions> = {
  limit: wholeNumber({ least: 3 }),
  filter: passing(
    (value): value is Filter =>
      typeof value === "function" ||
      types.isRegExp(value) ||
      (typeof value === "string" && value !== ""),
    'Pass an operation\'s name, a regular expression, or a predicate: ({ status }) => status === "FAILED".',
  ),
  width: wholeNumber({ least: 40 }),
  color: boolean(),
  logs: boolean(),
}

/** @throws {InvalidArgumentError} */
export function readTimelineOptions(options: unknown): TimelineOptions {
  return readOptions("call timeline", options, TIMELINE_OPTIONS)
}

/** Whether the filter takes an operation, or one that it is inside of. */
export function passes(filter: Filter, operation: OperationResult): boolean {
  for (let each: OperationResult | undefined = operation; each; each = each.parent) {
    if (typeof filter === "function" ? filter(each) : matchesName(filter, nameOf(each))) return true
  }
  return false
}
