import type { Execution } from "../../runner/results/execution.ts"
import { describeReason } from "../../runner/results/failure-reason.ts"
import {
  type CommandIo,
  complain,
  isInteractive,
  print,
  printJson,
  styled,
  timelineFor,
} from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { createRunner, type Ended, endOf } from "./command-runner.ts"
import { hintsFor, messageFor } from "./hints.ts"
import { loadHandler } from "../files/load-handler.ts"
import { readSurroundings, type Surroundings, type WorldOptions } from "../surroundings.ts"
import { unusedNames } from "./unused-names.ts"
import type { WorldFlags } from "../world-flags.ts"

export interface RunCommandOptions extends WorldOptions {
  readonly json?: boolean
  readonly seed?: string
  readonly logs?: boolean
  /** The file that a page of the execution goes to. */
  readonly html?: string
}

export async function runCommand(
  io: CommandIo,
  target: string,
  options: RunCommandOptions,
  flags: WorldFlags,
): Promise<ExitCode> {
  const { handler, path } = await loadHandler(target)
  const surroundings = readSurroundings(options, flags, path)
  const runner = createRunner(options.seed === undefined ? {} : { seed: options.seed })
  const asks = options.json !== true && !surroundings.answersCallbacks && isInteractive(io)
  const ended = await endOf(async () => {
    surroundings.applyTo(runner)
    if (!asks) return runner.run(handler, surroundings.input)
    const { runAsking } = await import("./run-asking.ts")
    return runAsking(io, runner, runner.start(handler, surroundings.input))
  })
  const code = report(io, ended, surroundings, options, path)
  if (options.html !== undefined && ended.execution !== undefined) {
    const { writePage } = await import("../files/write-report.ts")
    writePage(io, options.html, ended.execution)
  }
  return code
}

function report(
  io: CommandIo,
  { execution, error }: Ended,
  { scenario, input, flags }: Surroundings,
  options: RunCommandOptions,
  path: string,
): ExitCode {
  const differences =
    execution === undefined || error !== undefined ? [] : (scenario?.differencesOf(execution) ?? [])
  const expectsFailure = scenario?.expected.status !== undefined
  const isFine =
    error === undefined &&
    differences.length === 0 &&
    (execution?.status === "SUCCEEDED" || expectsFailure)
  const hints =
    execution === undefined
      ? []
      : [
          ...(isFine ? [] : hintsFor(execution, { input, path })),
          // A script or a double of another name is an error already.
          ...unusedNames(execution, flags.scenario, ["functions"]).map(hintOnFunction),
        ]
  if (options.json === true) {
    printJson(io, toJson(execution, error, { differences, hints }, flags))
  } else {
    if (execution !== undefined) printExecution(io, execution, options.logs === true)
    for (const difference of differences) print(io, styled(io, "red", difference))
    if (error !== undefined) complain(io, explain(error, flags))
    if (hints.length > 0) complain(io, ["", ...hints.map((hint) => `hint    ${hint}`)].join("\n"))
  }
  return isFine ? EXIT.fine : EXIT.wrong
}

function hintOnFunction(text: string): string {
  return `A flag --function is of no use: ${text}`
}

function toJson(
  execution: Execution | undefined,
  error: Ended["error"],
  { differences, hints }: Readonly<Record<"differences" | "hints", readonly string[]>>,
  flags: WorldFlags,
): object {
  const problem =
    error === undefined
      ? undefined
      : { ErrorType: error.name, ErrorMessage: messageFor(error, flags) }
  return {
    status: execution?.status ?? null,
    result: execution?.result ?? null,
    error: problem ?? execution?.error ?? null,
    durationMs: execution?.durationMs ?? null,
    invocations: execution?.invocations.length ?? null,
    ...(differences.length > 0 && { differences }),
    ...(hints.length > 0 && { hints }),
    history: execution?.history ?? [],
  }
}

function printExecution(io: CommandIo, execution: Execution, logs: boolean): void {
  const { status, result } = execution
  print(io, execution.timeline({ logs, ...timelineFor(io) }))
  print(io, "")
  const colour = status === "SUCCEEDED" ? "green" : "red"
  print(io, `status  ${styled(io, colour, status)}`)
  if (status === "SUCCEEDED") print(io, `result  ${JSON.stringify(result) ?? "none"}`)
  const reason = describeReason(execution)
  if (reason !== "") print(io, `error   ${reason}`)
}

/** What the message says to do in a test, and how the command line does it. */
function explain(error: Error, flags: WorldFlags): string {
  const message = messageFor(error, flags)
  const isBlocked = "code" in error && error.code === "BLOCKED_EXECUTION"
  const advice =
    "On the command line: --answer name=text, --fail name=message, --stub step=value, --function name=value or --scenario file."
  return isBlocked ? `\n${message}\n${advice}` : `\n${message}`
}
