import { Execution } from "../../runner/results/execution.ts"
import { type CommandIo, print, printJson } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { readHistoryFile } from "../files/read-values.ts"
import { asUsage } from "../surroundings.ts"

/** Writes a page of recorded executions. */
export async function reportCommand(
  io: CommandIo,
  paths: readonly string[],
  { output = "report.html" }: { readonly output?: string },
): Promise<ExitCode> {
  const executions = readExecutions(paths)
  const { writeReport } = await import("../files/write-report.ts")
  writeReport(io, output, executions)
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
  print(io, executions.map((execution) => execution.timeline()).join("\n\n"))
  return EXIT.fine
}

function readExecutions(paths: readonly string[]): readonly Execution[] {
  return paths.map((path) => asUsage(() => Execution.fromHistory(readHistoryFile(path))))
}
