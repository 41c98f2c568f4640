import { formatElapsed } from "../../text/elapsed.ts"
import { plural } from "./number-text.ts"
import type { TraceLine } from "./trace-line.ts"

/**
 * A run as aligned text: what happened in which invocation, and where something else happened than in
 * the plain run.
 */
export function renderTrace(lines: readonly TraceLine[]): string {
  const shown = essential(lines)
  const rows = shown.map((line, index) => rowOf(line, shown[index - 1]))
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .flatMap((text, index) => [...gapBefore(index, shown), `  ${text}`])
    .join("\n")
}

/** Lines at the beginning and in the end that are always shown. */
const FIRST = 30
const LAST = 15

/** Of a trace that is too long to be read, what is as in the plain run is left out in the middle. */
function essential(lines: readonly TraceLine[]): readonly TraceLine[] {
  if (lines.length <= FIRST + LAST) return lines
  return lines.filter(
    ({ insteadOf }, index) =>
      insteadOf !== undefined || index < FIRST || index >= lines.length - LAST,
  )
}

function gapBefore(index: number, shown: readonly TraceLine[]): string[] {
  const left = (shown[index]?.number ?? 0) - (shown[index - 1]?.number ?? 0) - 1
  return left === 0 ? [] : [`  ... ${plural(left, "line")} as in the plain run`]
}

function rowOf(line: TraceLine, before: TraceLine | undefined): string[] {
  const { number, invocation, subject, detail, elapsedMs, insteadOf, isFault } = line
  const isNew = invocation !== undefined && invocation !== before?.invocation
  const time = elapsedMs === before?.elapsedMs ? "" : `${formatElapsed(elapsedMs)} `
  const who = isNew ? `invocation ${invocation}` : ""
  const note =
    insteadOf === undefined
      ? ""
      : `<- ${isFault ? "fault" : "deviation"}${isFault ? "" : `: before ${insteadOf}`}`
  return [String(number), `${time}${who}`, subject, detail, note]
}
