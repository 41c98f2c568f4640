import { executionFromHistory } from "../../replay/history/execution-of-history.ts"
import type { Execution } from "../../runner/results/execution.ts"
import { type CommandIo, print, printJson, timelineFor } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { filesOf, readHistoryFile } from "../files/read-values.ts"
import type { ReportFormat } from "../files/report-formats.ts"
import { asUsage } from "../surroundings.ts"

export interface ReportCommandOptions {
  readonly output?: string
  readonly format: ReportFormat
  readonly json?: boolean
}

/** Writes recorded executions for people, or for other tools. */
export async function reportCommand(
  io: CommandIo,
  paths: readonly string[],
  { output, format, json = false }: ReportCommandOptions,
): Promise<ExitCode> {
  const executions = readExecutions(paths)
  const { fileNameOf, writeReport } = await import("../files/write-report.ts")
  const file = output ?? fileNameOf(format)
  writeReport(io, file, executions, format)
  if (json) printJson(io, { file, format, executions: executions.length })
  return EXIT.fine
}

/** Prints what has happened in recorded executions. */
export function timelineCommand(
  io: CommandIo,
  paths: readonly string[],
  { json = false }: { readonly json?: boolean },
): ExitCode {
  const executions = readExecutions(paths)
  if (json) {
    const [first] = executions
    printJson(io, executions.length === 1 ? first : executions)
    return EXIT.fine
  }
  print(io, executions.map((execution) => execution.timeline(timelineFor(io))).join("\n\n"))
  return EXIT.fine
}

function readExecutions(paths: readonly string[]): readonly Execution[] {
  return paths
    .flatMap(filesOf)
    .map((path) => asUsage(() => executionFromHistory(readHistoryFile(path), undefined)))
}
