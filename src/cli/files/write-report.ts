import { writeFileSync } from "node:fs"
import { type ReportSubject, renderReport } from "../../report/render-report.ts"
import { toChromeTrace } from "../../report/to-chrome-trace.ts"
import { toMermaid } from "../../report/to-mermaid.ts"
import { toOpenTelemetry } from "../../report/to-open-telemetry.ts"
import { toSummary } from "../../report/to-summary.ts"
import type { Execution } from "../../runner/results/execution.ts"
import { type CommandIo, complain } from "../command-io.ts"
import { UsageError } from "../usage-error.ts"
import type { ReportFormat } from "./report-formats.ts"

/** The file that a format goes to unless a name is given. */
export function fileNameOf(format: ReportFormat): string {
  return FILE_NAMES[format]
}

const FILE_NAMES: Readonly<Record<ReportFormat, string>> = {
  html: "report.html",
  summary: "report.md",
  mermaid: "report.mmd",
  "chrome-trace": "report.trace.json",
  opentelemetry: "report.otlp.json",
}

/** Writes a page of what was seen, and names its file. */
export function writePage(
  io: CommandIo,
  path: string,
  subject: ReportSubject | readonly ReportSubject[],
): void {
  write(io, path, renderReport(subject))
}

/** Writes executions in a format, and names the file. @throws {UsageError} */
export function writeReport(
  io: CommandIo,
  path: string,
  executions: readonly Execution[],
  format: ReportFormat,
): void {
  const text = textOf(executions, format)
  write(io, path, text)
}

function textOf(executions: readonly Execution[], format: ReportFormat): string {
  if (format === "html") return renderReport(executions)
  if (format === "summary") return toSummary(executions)
  if (format === "opentelemetry") {
    const resourceSpans = executions.flatMap((each) => toOpenTelemetry(each).resourceSpans)
    return JSON.stringify({ resourceSpans })
  }
  const [execution] = executions
  if (execution === undefined || executions.length > 1) {
    throw new UsageError(
      `--format ${format} takes one history, and there are ${executions.length}.`,
    )
  }
  return format === "mermaid" ? toMermaid(execution) : JSON.stringify(toChromeTrace(execution))
}

function write(io: CommandIo, path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (cause) {
    if (!(cause instanceof Error) || !("syscall" in cause)) throw cause
    throw new UsageError(`The report cannot be written: ${cause.message}.`, { cause })
  }
  complain(io, `report  ${path}`)
}
