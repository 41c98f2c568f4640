import { CommanderError } from "commander"
import { DurableTestRunnerError } from "../text/errors.ts"
import { type CommandIo, complain } from "./command-io.ts"
import { asFlags } from "./commands/as-flags.ts"
import { EXIT, type ExitCode } from "./exit-code.ts"
import { createProgram } from "./program.ts"
import { UsageError } from "./usage-error.ts"

/** What a shell expects of a command that ctrl-C has ended. */
const INTERRUPTED = 130

/**
 * Runs one command.
 *
 * @param argv without Node and the script.
 * @returns the exit code; nothing is thrown.
 */
export async function main(
  argv: readonly string[],
  io: CommandIo,
  version: string,
): Promise<ExitCode | typeof INTERRUPTED> {
  const { program, exitCode } = createProgram(io, version, argv)
  try {
    await program.parseAsync(argv, { from: "user" })
    return exitCode()
  } catch (error) {
    return report(io, error)
  }
}

function report(io: CommandIo, error: unknown): ExitCode | typeof INTERRUPTED {
  // Commander has written the rest.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
  if (error instanceof Error && error.name === "ExitPromptError") return INTERRUPTED
  if (error instanceof UsageError) {
    complain(io, asFlags(error.message))
    return EXIT.usage
  }
  if (error instanceof DurableTestRunnerError) {
    complain(io, asFlags(`${error.name}: ${error.message}`))
    return EXIT.wrong
  }
  complain(io, error instanceof Error ? (error.stack ?? error.message) : String(error))
  return EXIT.wrong
}
