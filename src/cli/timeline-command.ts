import { Execution } from "../runner/results/execution.ts"
import { type CommandIo, print, printJson } from "./command-io.ts"
import { EXIT, type ExitCode } from "./exit-code.ts"
import { readHistoryFile } from "./read-values.ts"
import { asUsage } from "./surroundings.ts"

/** Prints what has happened in recorded executions. */
export function timelineCommand(
  io: CommandIo,
  paths: readonly string[],
  { json = false }: { readonly json?: boolean },
): ExitCode {
  const executions = paths.map((path) =>
    asUsage(() => Execution.fromHistory(readHistoryFile(path))),
  )
  if (json) {
    const [first] = executions
    printJson(io, executions.length === 1 ? first : executions)
    return EXIT.fine
  }
  print(io, executions.map((execution) => execution.timeline()).join("\n\n"))
  return EXIT.fine
}
