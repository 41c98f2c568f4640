import { formatElapsed } from "../../simulation/elapsed.ts"
import type { TraceLine } from "./trace-line.ts"

/**
 * A run as aligned text: what happened in which invocation, and where something else happened than in
 * the plain run.
 */
export function renderTrace(lines: readonly TraceLine[]): string {
  const rows = lines.map((line, index) => rowOf(line, lines[index - 1]))
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
    .map((text) => `  ${text}`)
    .join("\n")
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
