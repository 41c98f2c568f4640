import { DurableTestRunnerError } from "../text/errors.ts"
import type { Command, Exit } from "./guarded-process.ts"

/** The process of a remote function cannot be started, does not load its function, or does not answer. */
export class RemoteProcessError extends DurableTestRunnerError {
  override readonly name = "RemoteProcessError"
  /** The request id of the invocation for that process. */
  readonly requestId: string

  /** @internal */
  constructor(
    { functionName, awsRequestId }: InvokedFunction,
    problem: string,
    advice: string,
    process: ProcessStory,
  ) {
    super(
      "REMOTE_PROCESS",
      `Failed to run ${JSON.stringify(functionName)}: ${problem}. ${advice}${storyOf(process)}`,
    )
    this.requestId = awsRequestId
  }
}

interface InvokedFunction {
  readonly functionName: string
  readonly awsRequestId: string
}

/** What is told of a process, for people. */
export interface ProcessStory {
  readonly command: Command
  readonly cwd: string | undefined
  readonly pid: number | undefined
  readonly lastLines: readonly string[]
}

function storyOf({ command, cwd, pid, lastLines }: ProcessStory): string {
  const output =
    lastLines.length === 0
      ? "\n  output   none"
      : `\n  last output\n${lastLines.map((line) => `    ${line}`).join("\n")}`
  return [
    `\n  command  ${commandText(command)}`,
    ...(cwd === undefined ? [] : [`\n  folder   ${cwd}`]),
    ...(pid === undefined ? [] : [`\n  process  ${pid}`]),
    output,
  ].join("")
}

/** As one would type it. */
export function commandText(command: Command): string {
  if (typeof command === "string") return command
  return command.map((part) => (/^[\w@%+=:,./-]+$/u.test(part) ? part : quoted(part))).join(" ")
}

function quoted(part: string): string {
  return `'${part.replaceAll("'", String.raw`'\''`)}'`
}

/** How a process has ended, in the words of Lambda. */
export function exitReason({ code, signal, error }: Exit): string {
  if (error !== undefined) return error.message
  if (signal !== null) return `signal: ${SIGNALS[signal] ?? signal}`
  return `exit status ${code ?? 0}`
}

/** Lambda's own names are those of Go. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
}

/** An error that the code of another process has reported, as Lambda takes it. */
export class ReportedError extends Error {
  override readonly name: string

  constructor(name: string, message: string, stackLines: readonly string[] = []) {
    super(message)
    this.name = name
    this.stack = [`${name}: ${message}`, ...stackLines].join("\n")
  }
}

/** Lambda's text for a process that ended before it had responded. */
export function exitedError(requestId: string, exit: Exit): ReportedError {
  const reason =
    exit.code === 0
      ? "Runtime exited without providing a reason"
      : `Runtime exited with error: ${exitReason(exit)}`
  return new ReportedError("Runtime.ExitError", `RequestId: ${requestId} Error: ${reason}`)
}
