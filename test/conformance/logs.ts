import { compileExpression, textOf } from "./matcher.ts"
import type { ExpectedLog, LogPattern } from "./requirement.ts"
import { substitute } from "./variables.ts"
import type { Bindings } from "./variables.ts"

/** A record of the log: one JSON line, or a plain line as its `message`. */
export type LogRecord = Readonly<Record<string, unknown>>

/** An expectation that the log does not meet. */
export interface LogMismatch {
  readonly expected: ExpectedLog
  readonly message: string
}

/** Reads what a run wrote to its standard output. */
export const parseLogLines = (lines: readonly string[]): LogRecord[] =>
  lines.filter((line) => line.trim() !== "").map(parseLogLine)

const parseLogLine = (line: string): LogRecord => {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as LogRecord
    }
  } catch {
    // Not JSON: a plain line.
  }
  return { message: line }
}

/**
 * Counts the records that match each expectation and checks their order. A record that must come
 * `after` others needs at least one match of each of those above it, `before` one below it.
 */
export const checkLogs = (
  expectations: readonly ExpectedLog[],
  records: readonly LogRecord[],
  bindings: Bindings,
): LogMismatch[] =>
  expectations.flatMap((expected) =>
    [countProblem(expected, records, bindings), ...orderProblems(expected, records, bindings)]
      .filter((message) => message !== undefined)
      .map((message) => ({ expected, message })),
  )

const countProblem = (
  { match, minCount, maxCount }: ExpectedLog,
  records: readonly LogRecord[],
  bindings: Bindings,
): string | undefined => {
  const count = positionsOf(match, records, bindings).length
  if (count >= minCount && count <= maxCount) return undefined
  const wanted =
    minCount === maxCount
      ? `${minCount}`
      : maxCount === Infinity
        ? `at least ${minCount}`
        : `${minCount} to ${maxCount}`
  return `expected ${wanted} of ${JSON.stringify(match)}, got ${count}`
}

const orderProblems = (
  { match, before, after }: ExpectedLog,
  records: readonly LogRecord[],
  bindings: Bindings,
): string[] => {
  const positions = positionsOf(match, records, bindings)
  const problem = (relation: string, pattern: LogPattern): string =>
    `expected ${JSON.stringify(match)} ${relation} ${JSON.stringify(pattern)}`
  const early = after.filter((pattern) => {
    const [first = Infinity] = positionsOf(pattern, records, bindings)
    return positions.some((position) => position <= first)
  })
  const late = before.filter((pattern) => {
    const last = positionsOf(pattern, records, bindings).at(-1) ?? -Infinity
    return positions.some((position) => position >= last)
  })
  return [
    ...early.map((pattern) => problem("after", pattern)),
    ...late.map((pattern) => problem("before", pattern)),
  ]
}

const positionsOf = (
  pattern: LogPattern,
  records: readonly LogRecord[],
  bindings: Bindings,
): number[] => {
  const bound = Object.entries(substitute(pattern, bindings) as LogPattern)
  return records.flatMap((record, position) =>
    bound.every(([key, expected]) => Object.hasOwn(record, key) && matches(expected, record[key]))
      ? [position]
      : [],
  )
}

/** Text between slashes is a regular expression, everything else is compared literally. */
const matches = (expected: unknown, actual: unknown): boolean => {
  const expression = typeof expected === "string" && /^\/(.*)\/$/s.exec(expected)?.[1]
  return typeof expression === "string"
    ? compileExpression(expression).test(textOf(actual))
    : expected === actual
}
