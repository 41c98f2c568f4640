import { styleText } from "node:util"
import { formatDuration, formatElapsed } from "../../text/elapsed.ts"
import { shortenEnd, shortenMiddle } from "../../text/values/shorten.ts"
import type { Execution } from "./execution.ts"
import { passes, type TimelineOptions } from "./timeline-options.ts"
import type { Row } from "./timeline-row.ts"
import { rowsOf } from "./timeline-rows.ts"

/** The column of the subjects grows with them, up to here. */
const WIDEST_SUBJECT = 60

interface Line {
  readonly time: string
  readonly subject: string
  readonly what: string
  readonly isMarked: boolean
  readonly operation: Row["operation"]
}

/** Which rows a reader is to look at; they are shown whatever the limit is. */
export type Marks = (row: Pick<Row, "operation" | "subject">) => boolean

/** Draws an execution as text: one line for each thing that happened, at its virtual time. */
export function renderTimeline(
  execution: Execution,
  options: TimelineOptions = {},
  marks: Marks = () => false,
): string {
  const { limit, width, color = false } = options
  const startedAt = execution.startTimestamp.getTime()
  const lines = rowsToShow(execution, options).map((row): Line => {
    const subject = "  ".repeat(row.indent) + row.subject
    const time = formatElapsed(row.at - startedAt)
    return { time, subject, what: row.what, isMarked: marks(row), operation: row.operation }
  })
  const widestSubject = width === undefined ? WIDEST_SUBJECT : Math.floor(width / 2)
  const columns = {
    time: Math.max(0, ...lines.map(({ time }) => time.length)),
    subject: Math.min(widestSubject, Math.max(0, ...lines.map(({ subject }) => subject.length))),
  }
  const shown = cut(lines, limit).map((line) =>
    typeof line === "string" ? noteLine(line, width) : draw(line, columns, width, color),
  )
  return [titleOf(execution, color), ...shown].join("\n")
}

function rowsToShow(
  execution: Execution,
  { filter, logs = false }: TimelineOptions,
): readonly Row[] {
  const rows = labelOwners(rowsOf(execution, logs))
  if (filter === undefined) return rows
  return rows.filter(({ operation, subject, indent }) => {
    if (operation !== undefined) return passes(filter, operation)
    return indent === 0 && subject.startsWith("execution ")
  })
}

/**
 * Says whose a row is where it does not stand right below what it belongs to, as those of branches that
 * run side by side do not; and so for the rest of such a block, which would be misread otherwise.
 */
function labelOwners(rows: readonly Row[]): readonly Row[] {
  const open: { key: unknown; isMixed: boolean }[] = []
  return rows.map((row) => {
    const { indent, owner, parent, subject } = row
    const above = open[indent - 1]
    const isBelow = above?.key === parent && !above?.isMixed
    open.length = indent
    open[indent] = { key: row.key, isMixed: false }
    if (isBelow || owner === undefined) return row
    if (above !== undefined) above.isMixed = true
    return { ...row, subject: `${subject} (in ${owner})` }
  })
}

/** The first lines, the last ones and those that are marked, and how many are left out in between. */
function cut(lines: readonly Line[], limit: number | undefined): readonly (Line | string)[] {
  if (limit === undefined || lines.length <= limit) return lines
  const first = Math.floor((limit - 1) / 2)
  const last = lines.length - (limit - 1 - first)
  const shown: (Line | string)[] = []
  let hidden: Line[] = []
  const note = (): void => {
    if (hidden.length > 0) shown.push(describeHidden(hidden))
    hidden = []
  }
  for (const [index, line] of lines.entries()) {
    if (index >= first && index < last && !line.isMarked) {
      hidden.push(line)
      continue
    }
    note()
    shown.push(line)
  }
  return shown
}

/** Of what there are less in a gap, the rows in sight show enough. */
const LEAST_REPEATED = 3
const MOST_GROUPS = 4

/**
 * How many rows are left out, and what a reader might look for in them: what failed, and what repeats. In a
 * loop the names differ in a number.
 */
function describeHidden(lines: readonly Line[]): string {
  const failed = lines.filter(({ subject, what }) => toneOf(subject, what) === "red").length
  const groups = Map.groupBy(lines, ({ subject }) => subject.trim().replaceAll(/\d+/gu, "#"))
  const repeated = [...groups]
    .map(([subject, group]) => ({ subject, count: countOf(group) }))
    // Each invocation but the last suspends.
    .filter(({ subject, count }) => count >= LEAST_REPEATED && subject !== "suspended")
    .toSorted((left, right) => right.count - left.count)
    .slice(0, MOST_GROUPS)
    .map(({ subject, count }) => `${count} x ${subject}`)
  const parts = [...(failed === 0 ? [] : [`${failed} failed`]), ...repeated]
  const rows = `… ${lines.length} more rows`
  if (parts.length === 0) return rows
  return `${rows} until ${lines.at(-1)?.time}: ${parts.join(", ")}`
}

/** An operation has a row for its start and one for its end. */
function countOf(lines: readonly Line[]): number {
  const operations = new Set(lines.map(({ operation }) => operation))
  return operations.has(undefined) ? lines.length : operations.size
}

function noteLine(text: string, width: number | undefined): string {
  return `  ${width === undefined ? text : shortenEnd(text, width - 2)}`
}

function draw(
  { time, subject, what, isMarked }: Line,
  columns: { readonly time: number; readonly subject: number },
  width: number | undefined,
  color: boolean,
): string {
  const indent = subject.length - subject.trimStart().length
  const name = shortenMiddle(subject, Math.max(columns.subject - indent, 8))
  const cell = `${" ".repeat(indent)}${name}`.padEnd(columns.subject)
  const room = width === undefined ? Infinity : width - columns.time - cell.length - 6
  const text = what.length <= room ? what : shortenMiddle(what, Math.max(room, 8))
  const tone = color ? toneOf(subject, text) : undefined
  const told = tone === undefined ? text : paint(tone, text)
  const head = tone !== undefined && text === "" ? paint(tone, cell.trimEnd()) : cell
  const at = time.padEnd(columns.time)
  return `${isMarked ? "> " : "  "}${color ? paint("dim", at) : at}  ${head}  ${told}`.trimEnd()
}

type Tone = "dim" | "red" | "green" | "bold"

function paint(tone: Tone, text: string): string {
  return text === "" ? "" : styleText(tone, text, { validateStream: false })
}

function toneOf(subject: string, what: string): Tone | undefined {
  const text = /(?:execution|invocation) (?:failed|timed|stopped|succeeded)/u.test(subject)
    ? subject.trimStart()
    : what
  if (/(?:^|execution |invocation )(?:failed|timed out|stopped)|refused/u.test(text)) return "red"
  return /^(?:execution )?succeeded/u.test(text) ? "green" : undefined
}

function titleOf(
  { functionName, status, durationMs, invocations }: Execution,
  color: boolean,
): string {
  const count = `${invocations.length} invocation${invocations.length === 1 ? "" : "s"}`
  const title = `${functionName}: ${status} after ${formatDuration(durationMs)}, ${count}`
  return color ? paint("bold", title) : title
}
