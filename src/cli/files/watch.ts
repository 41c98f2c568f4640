import { spawn } from "node:child_process"
import { EXIT, type ExitCode } from "../exit-code.ts"

/*
 * Node itself watches: a process that it starts with --watch reports what it imports, and is started anew
 * when one of these files changes. So the whole graph of the handler is loaded afresh.
 */

/** Runs the same command again whenever a file changes that it has read, until it is interrupted. */
export async function watch(argv: readonly string[]): Promise<ExitCode> {
  const script = process.argv[1] ?? ""
  const args = argv.filter((argument) => argument !== "--watch")
  const child = spawn(
    process.execPath,
    [...process.execArgv, "--watch", "--watch-preserve-output", script, ...args],
    { stdio: "inherit" },
  )
  const stop = (): void => void child.kill()
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
  return new Promise((done) => {
    child.once("close", () => {
      process.off("SIGINT", stop)
      process.off("SIGTERM", stop)
      done(EXIT.fine)
    })
  })
}
