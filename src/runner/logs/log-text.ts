import { inspect } from "node:util"
import { formatElapsed } from "../../text/elapsed.ts"
import { shortenMiddle } from "../../text/values/shorten.ts"
import type { LogEntry } from "./log-entry.ts"

/** How long a line is at the most that is drawn among others. */
const LONGEST_LINE = 200

/** What an entry says, on one line. */
export function textOfEntry({ message, data, isReplay }: LogEntry): string {
  const told = dataText(data)
  const text = told === "" || message.includes(told) ? message : `${message} ${told}`
  return `${shortenMiddle(text, LONGEST_LINE)}${isReplay === true ? " (replay)" : ""}`
}

/** Arguments of a console stand in its message already. */
function dataText(data: unknown): string {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return ""
  return inspect(data, { breakLength: Infinity, depth: 4 })
}

/** The lines of a run, for a terminal. */
export function renderLogs(entries: readonly LogEntry[]): string[] {
  const rows = entries.map((entry) => ({
    at: formatElapsed(entry.elapsedMs),
    level: entry.level,
    where: whereOf(entry),
    text: textOfEntry(entry),
  }))
  const widest = (column: "at" | "level" | "where"): number =>
    Math.max(0, ...rows.map((row) => row[column].length))
  const [at, level, where] = [widest("at"), widest("level"), Math.min(40, widest("where"))]
  return rows.map((row) =>
    [row.at.padEnd(at), row.level.padEnd(level), row.where.padEnd(where), row.text].join("  "),
  )
}

function whereOf({ operation, attempt, functionName, invocation }: LogEntry): string {
  if (invocation === undefined) return functionName
  if (operation === undefined) return `invocation ${invocation}`
  return attempt === undefined || attempt === 1 ? operation : `${operation} (attempt ${attempt})`
}
