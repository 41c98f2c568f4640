import { Command, Help, Option } from "commander"
import type { CommandIo } from "./command-io.ts"
import { EXIT, type ExitCode } from "./exit-code.ts"
import type { ExploreCommandOptions } from "./commands/explore-command.ts"
import type { InitCommandOptions } from "./commands/init-command.ts"
import type { ReplayCommandOptions } from "./commands/replay-command.ts"
import type { ReportCommandOptions } from "./commands/timeline-command.ts"
import { REPORT_FORMATS } from "./files/report-formats.ts"
import type { RunCommandOptions } from "./commands/run-command.ts"
import { addMcp } from "./mcp/add-mcp.ts"
import { addServe } from "./serve/add-serve.ts"
import { WorldFlags } from "./world-flags.ts"

export interface ParsedProgram {
  readonly program: Command
  /** What the command that was called has returned. */
  readonly exitCode: () => ExitCode
}

/** What is loaded for `--help` is this file alone: each command loads what it needs. */
export function createProgram(
  io: CommandIo,
  version: string,
  argv: readonly string[],
): ParsedProgram {
  let exitCode: ExitCode = EXIT.fine
  const program = new Command("durable-test-runner")
    .description("Runs and explores AWS Lambda durable functions in virtual time.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .configureHelp({
      // Presets are for the parser, and mean nothing to who reads.
      optionDescription: (option) => new Help().optionDescription(withoutPreset(option)),
    })
    .showHelpAfterError("(add --help for all options)")
    .addHelpText("after", EXAMPLES)
  const done = (code: ExitCode): void => {
    exitCode = code
  }
  addRun(program, io, argv, done)
  addExplore(program, io, argv, done)
  addReplay(program, io, done)
  addTimeline(program, io, done)
  addReport(program, io, done)
  addInit(program, io, done)
  addMerge(program, io, done)
  addServe(program, io, done)
  addMcp(program, io, version, done)
  return { program, exitCode: () => exitCode }
}

function withoutPreset(option: Option): Option {
  return Object.create(option, { presetArg: { value: undefined } }) as Option
}

const EXAMPLES = `
Examples:
  $ npx durable-test-runner run src/order.ts --input event.json --answer approve='{"by":"jo"}'@5h
  $ npx durable-test-runner explore src/order.ts --input event.json --budget 60s
  $ npx durable-test-runner replay histories/*.json --handler src/order.ts
  $ npx durable-test-runner timeline history.json
  $ npx durable-test-runner serve src/order.ts --function price='python3 -m price'

Exit codes: 0 fine; 1 a bug, a failed execution, an incompatibility, a name that does not exist; 2 usage;
3 not judged, because real I/O made two runs of one schedule differ.`

type Done = (code: ExitCode) => void

const HANDLER = "file of the handler, with #name where it is not `handler` or the default export"

const HISTORIES = "files of GetDurableExecutionHistory or of run --json, or folders"

/** A flag that may be given several times, and is remembered elsewhere. */
const collected =
  (add: (text: string) => void) =>
  (text: string): true => {
    add(text)
    return true
  }

/** The flags that say what stands around an execution. */
function addWorldFlags(command: Command, flags: WorldFlags): Command {
  return command
    .option("-i, --input <file or json>", "the event; - reads the standard input")
    .option("--scenario <file>", "a scenario in YAML or JSON: callbacks, doubles, input, outcome")
    .addOption(
      new Option(
        "--answer <name=text@after>",
        "answer a callback; the text is sent as it is",
      ).argParser(collected((text) => flags.answer(text))),
    )
    .addOption(
      new Option("--fail <name=message@after>", "answer a callback with a failure").argParser(
        collected((text) => flags.fail(text)),
      ),
    )
    .addOption(
      new Option("--heartbeat <name=every@after>", "send heartbeats for a callback").argParser(
        collected((text) => flags.heartbeat(text)),
      ),
    )
    .addOption(
      new Option("--timeout <name@after>", "let a callback time out").argParser(
        collected((text) => flags.timeout(text)),
      ),
    )
    .addOption(
      new Option("--function <name=value>", "what an invoked function returns").argParser(
        collected((text) => flags.function(text)),
      ),
    )
    .option("--stub-from <history>", "make each step return its result from that execution")
}

function addRun(program: Command, io: CommandIo, argv: readonly string[], done: Done): void {
  const flags = new WorldFlags()
  addWorldFlags(program.command("run").argument("<handler>", HANDLER), flags)
    .description(
      "Run a handler to the end of its execution. At a terminal, it asks how to answer callbacks.",
    )
    .addOption(
      new Option("--stub <step=value>", "what stands in for the body of a step").argParser(
        collected((text) => flags.stub(text)),
      ),
    )
    .option("--seed <text>", "the seed of all random numbers and ids")
    .option("--logs", "show log lines in the timeline")
    .option("--watch", "run again whenever a file of the handler changes")
    .option("--html <file>", "write a report page")
    .option("--json", "print one object: status, result, error, durationMs, invocations, history")
    .addHelpText("after", RUN_EXAMPLES)
    .action(async (handler: string, options: RunCommandOptions & { readonly watch?: boolean }) => {
      if (options.watch === true) {
        const { watch } = await import("./files/watch.ts")
        done(await watch(argv))
        return
      }
      const { runCommand } = await import("./commands/run-command.ts")
      done(await runCommand(io, handler, options, flags))
    })
}

const RUN_EXAMPLES = `
Examples:
  $ npx durable-test-runner run src/order.ts --input '{"orderId":"o-1"}' --answer approve=yes@5h
  $ npx durable-test-runner run src/order.ts#handler --fail pay=Refused --heartbeat ship=10m --json
  $ npx durable-test-runner run src/order.ts --scenario scenarios/approved.yaml --watch

--answer name=text@after: the text goes to the callback exactly as it is; @after is virtual time from the
creation of the callback, such as 5h or 1h30m. The name may be a path (order-1/approve) or a pattern (/^app/).`

function addExplore(program: Command, io: CommandIo, argv: readonly string[], done: Done): void {
  const flags = new WorldFlags()
  addWorldFlags(program.command("explore").argument("<handler>", HANDLER), flags)
    .description("Search for an order of events or a crash that breaks a handler.")
    .addOption(
      new Option(
        "--stub [step=value]",
        "what stands in for the body of a step; alone: null for every step that fails",
      )
        .preset("")
        .argParser(collected((text) => flags.stub(text))),
    )
    .option("--budget <time>", "how long to search, such as 60s (default: 1s)")
    .option("--max-schedules <count>", "the largest number of runs")
    .option("--seed <number>", "the seed of the random part of the search")
    .option("--start-time <time>", "the start time of each run, such as 2030-02-28T23:00:00Z")
    .option("--run-seed <text>", "the seed of the random numbers and ids in each run")
    .option("--shard <part/count>", "search one part, such as 1/3; see merge")
    .option("--schedule <text>", "run only this schedule")
    .addOption(
      new Option(
        "--modules <mode>",
        "load the files of the handler for each container, or once (default: fresh, if that is quick)",
      ).choices(["fresh", "shared"]),
    )
    .option("--html <file>", "write a report page")
    .option("--json", "print the verdict as one object")
    .addHelpText("after", EXPLORE_EXAMPLES)
    .action(async (handler: string, options: ExploreCommandOptions) => {
      const { exploreCommand } = await import("./commands/explore-command.ts")
      done(await exploreCommand(io, handler, options, flags, argv))
    })
}

const EXPLORE_EXAMPLES = `
Examples:
  $ npx durable-test-runner explore src/order.ts
  $ npx durable-test-runner explore src/order.ts --input event.json --answer approve=yes --budget 60s
  $ npx durable-test-runner explore src/order.ts --stub charge='{"paid":true}' --stub
  $ npx durable-test-runner explore src/order.ts --shard 1/3 --json > verdicts/1.json

The bodies of steps run many times. What they return, recorded or not, is what the outcomes are compared by.`

function addReplay(program: Command, io: CommandIo, done: Done): void {
  program
    .command("replay")
    .argument("<histories...>", HISTORIES)
    .description("Check whether the code can continue recorded executions.")
    .requiredOption("--handler <file>", HANDLER)
    .option("--json", "print the verdicts as one object")
    .addHelpText(
      "after",
      `
Example:
  $ npx durable-test-runner replay histories/*.json --handler src/order.ts`,
    )
    .action(async (histories: readonly string[], options: ReplayCommandOptions) => {
      const { replayCommand } = await import("./commands/replay-command.ts")
      done(await replayCommand(io, histories, options))
    })
}

function addTimeline(program: Command, io: CommandIo, done: Done): void {
  program
    .command("timeline")
    .argument("<histories...>", HISTORIES)
    .description("Print the timeline of recorded executions.")
    .option("--json", "print status, result, error and timeline as one object")
    .addHelpText(
      "after",
      `
Examples:
  $ npx durable-test-runner timeline history.json
  $ aws lambda get-durable-execution-history --include-execution-data --durable-execution-arn arn:... > h.json`,
    )
    .action(async (histories: readonly string[], options: { readonly json?: boolean }) => {
      const { timelineCommand } = await import("./commands/timeline-command.ts")
      done(timelineCommand(io, histories, options))
    })
}

function addReport(program: Command, io: CommandIo, done: Done): void {
  program
    .command("report")
    .argument("<histories...>", HISTORIES)
    .description("Write a page about recorded executions, or a file for another tool.")
    .addOption(
      new Option("--format <name>", "the format of the file")
        .choices(REPORT_FORMATS)
        .default("html"),
    )
    .option("-o, --output <file>", "the file (default: report.html, or as the format is named)")
    .option("--json", "print one object: file, format, executions")
    .addHelpText(
      "after",
      `
Examples:
  $ npx durable-test-runner report history.json -o order.html
  $ npx durable-test-runner report history.json --format opentelemetry`,
    )
    .action(async (histories: readonly string[], options: ReportCommandOptions) => {
      const { reportCommand } = await import("./commands/timeline-command.ts")
      done(await reportCommand(io, histories, options))
    })
}

function addInit(program: Command, io: CommandIo, done: Done): void {
  program
    .command("init")
    .argument("<handler>", HANDLER)
    .description("Write a first test of a handler, which passes unchanged.")
    .option("-i, --input <file or json>", "the event; - reads the standard input")
    .addOption(
      new Option(
        "--framework <name>",
        "of the test (default: what package.json has, or vitest)",
      ).choices(["vitest", "jest"]),
    )
    .option("-o, --output <file>", "the test (default: beside the handler)")
    .option("--force", "overwrite an existing file")
    .option("--json", "print one object: file, framework, callbacks, functions, stubs, status")
    .addHelpText(
      "after",
      `
Example:
  $ npx durable-test-runner init src/order.ts --input event.json`,
    )
    .action(async (handler: string, options: InitCommandOptions) => {
      const { initCommand } = await import("./commands/init-command.ts")
      done(await initCommand(io, handler, options))
    })
}

function addMerge(program: Command, io: CommandIo, done: Done): void {
  program
    .command("merge")
    .argument("<verdicts...>", "files that explore --shard --json wrote, or a folder of them")
    .description("Combine the verdicts of several machines.")
    .option("--json", "print the verdict as one object")
    .addHelpText("after", "\nExample:\n  $ npx durable-test-runner merge verdicts/*.json")
    .action(async (verdicts: readonly string[], options: { readonly json?: boolean }) => {
      const { mergeCommand } = await import("./commands/merge-command.ts")
      done(mergeCommand(io, verdicts, options))
    })
}
