import { unusedNames } from "./unused-names.ts"
import { asFlags } from "./as-flags.ts"
import { relative } from "node:path"
import { createRunner } from "./command-runner.ts"
import { explore } from "../../explore-handler.ts"
import type { Verdict } from "../../explore/report/verdict.ts"
import type { Shard } from "../../explore/report/shard.ts"
import type { DurableTestRunnerOptions } from "../../runner/options/runner-options.ts"
import { type CommandIo, print, printJson } from "../command-io.ts"
import { type Answered, answerInTime, discoverAnswered, standIn } from "./discover.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { type Containers, containersOf, type ModulesMode } from "../files/containers.ts"
import { type LoadedHandler, loadHandler } from "../files/load-handler.ts"
import { inputFileOf, readTime } from "../files/read-values.ts"
import { asUsage, readSurroundings, type Surroundings, type WorldOptions } from "../surroundings.ts"
import { UsageError } from "../usage-error.ts"
import { handlerName } from "../files/handler-name.ts"
import { quoted } from "../files/quoted.ts"
import { toVerdictFile } from "../files/verdict-file.ts"
import type { WorldFlags } from "../world-flags.ts"

export interface ExploreCommandOptions extends WorldOptions {
  readonly budget?: string
  readonly maxSchedules?: string
  readonly seed?: string
  readonly shard?: string
  readonly schedule?: string
  readonly json?: boolean
  readonly modules?: ModulesMode
  readonly startTime?: string
  readonly runSeed?: string
  /** The file that a page of the verdict goes to. */
  readonly html?: string
}

const SCHEDULE_VARIABLE = "DURABLE_SCHEDULE"

export async function exploreCommand(
  io: CommandIo,
  target: string,
  options: ExploreCommandOptions,
  flags: WorldFlags,
  argv: readonly string[],
): Promise<ExitCode> {
  const bounds = readBounds(options)
  const runnerOptions = asUsage(() => readRunnerOptions(options))
  const loaded = await loadHandler(target)
  const surroundings = readSurroundings(options, flags, loaded.path)
  const { input } = surroundings
  const { found, answer } = await discoverAnswered(loaded.handler, {
    input,
    prepare: (runner) => surroundings.applyTo(runner),
    stubsFailing: flags.stubsFailing,
    runnerOptions,
  })
  const file = relative(".", loaded.path)
  const containers = await containersOf(loaded, file, options.modules)
  const verdict = await withSchedule(options.schedule, async () =>
    search(
      containers,
      surroundings,
      { found, answer },
      {
        ...bounds,
        runner: runnerOptions,
        name: handlerName(loaded),
      },
    ),
  )
  const assumptions = [
    containers.assumption,
    ...assumptionsOf(loaded, surroundings, { found, answer }),
  ]
  const modules = options.modules === undefined && containers.isClose ? [containers.mode] : []
  const again = againCommand(verdict, [...argv, ...modules.flatMap((mode) => ["--modules", mode])])
  if (options.json === true) {
    printJson(io, toVerdictFile(verdict, { shard: bounds.shard, assumptions, again }))
  } else {
    printVerdict(io, verdict, assumptions, again)
  }
  if (options.html !== undefined) {
    const { writePage } = await import("../files/write-report.ts")
    writePage(io, options.html, verdict)
  }
  if (verdict.uncontrolled !== undefined) return EXIT.undecided
  return verdict.passed ? EXIT.fine : EXIT.wrong
}

interface Bounds {
  readonly budgetMs?: number
  readonly maxSchedules?: number
  readonly seed?: number
  readonly shard?: Shard
  readonly runner?: RunnerOptions
  readonly name?: string
}

type RunnerOptions = Pick<DurableTestRunnerOptions, "startTime" | "seed">

/** @throws {InvalidArgumentError} if the time is none. */
function readRunnerOptions({ startTime, runSeed }: ExploreCommandOptions): RunnerOptions {
  const options = {
    ...(startTime !== undefined && { startTime }),
    ...(runSeed !== undefined && { seed: runSeed }),
  }
  createRunner(options)
  return options
}

async function search(
  { handler, createHandler }: Containers,
  surroundings: Surroundings,
  { found, answer }: Answered,
  bounds: Bounds,
): Promise<Verdict> {
  const { input, flags } = surroundings
  return explore(handler, {
    ...bounds,
    failures: false,
    ...(createHandler && { createHandler }),
    input,
    observe: "bodies",
    prepare: (runner) => {
      surroundings.applyTo(runner)
      standIn(runner, { ...found, failed: flags.stubsFailing ? found.failed : [] })
      runner.onCallback(
        () => true,
        async (callback) => answerInTime(callback, answer),
      )
    },
  })
}

/** What the exploration takes for granted because nobody has said otherwise. */
function assumptionsOf(
  { path }: LoadedHandler,
  { flags, input, inputFile }: Surroundings,
  { found, answer }: Answered,
): readonly string[] {
  const inputs = inputFile === undefined ? [] : [`input        ${inputFile}`]
  if (input === undefined) {
    const file = relative(".", inputFileOf(path))
    inputs.push(
      `input        none. If the handler needs one, pass --input event.json, or write it into ${file}`,
    )
  }
  const unused =
    found.execution === undefined
      ? []
      : unusedNames(found.execution, flags.scenario).map((text) => `unused       ${text}`)
  const stubs = Object.entries(flags.stubs)
    .filter(([name]) => !unused.some((text) => text.includes(`step ${JSON.stringify(name)};`)))
    .map(([name, value]) => `stubbed      step ${name} returns ${JSON.stringify(value)}`)
  const failed = found.failed.map(({ name, message }) =>
    flags.stubsFailing
      ? `stubbed      step ${name} returns null, because its body fails: ${message}`
      : `fails        step ${name}: ${message}. If its body cannot run here, pass --stub, or --stub ${quoted(`${name}=value`)}`,
  )
  const functions = found.functions.map(
    (name) =>
      `mocked       function ${name} returns null. Pass --function ${quoted(`${name}=value`)} for another result`,
  )
  const names = new Set(found.answered.map(({ name }) => name ?? "(without a name)"))
  const answered = [...names].map(
    (name) =>
      `answered     callback ${name} with ${answer ?? "no result"}. Pass --answer ${quoted(`${name}=text`)} for another one`,
  )
  return [...inputs, ...unused, ...stubs, ...failed, ...functions, ...answered]
}

function printVerdict(
  io: CommandIo,
  { message }: Verdict,
  assumptions: readonly string[],
  again: string | undefined,
): void {
  print(io, asFlags(again === undefined ? message : withoutCalls(message)))
  for (const line of assumptions) print(io, `  ${line}`)
  if (again === undefined) return
  const what = again.includes(" --schedule ") ? "schedule" : "search"
  print(io, `\nRun this ${what} again:\n  ${again}`)
}

/** There is no test that could make these calls: the command stands in for them. */
function withoutCalls(message: string): string {
  return message.replace(/^ {2}replay {4}.*\n(?: {12}or .*\n)?/mu, "")
}

/** The command that shows the failure again: by its schedule alone, at its time and with its seed. */
function againCommand({ failure }: Verdict, argv: readonly string[]): string | undefined {
  if (failure === undefined) return undefined
  const { schedule, surroundings, violation } = failure
  // That no run succeeds is shown by no single one.
  const alone = violation.invariant === "success" ? [] : ["--schedule", schedule]
  const others =
    surroundings === undefined
      ? []
      : [
          ...["--start-time", new Date(surroundings.startTime).toISOString()],
          ...["--run-seed", surroundings.seed],
        ]
  const set = ["--schedule", ...others.filter((text) => text.startsWith("--"))]
  const rest = argv.filter((_, index) => !isOneOf(set, argv, index) && argv[index] !== "--json")
  return ["npx durable-test-runner", ...[...rest, ...others, ...alone].map(quoted)].join(" ")
}

/** Whether an argument is one of these flags or its value. */
function isOneOf(flags: readonly string[], argv: readonly string[], index: number): boolean {
  const [argument = "", before = ""] = [argv[index], argv[index - 1]]
  return flags.includes(argument.split("=")[0] ?? "") || flags.includes(before)
}

/** The search reads the schedule where a test would have it. */
async function withSchedule<T>(schedule: string | undefined, run: () => Promise<T>): Promise<T> {
  if (schedule === undefined) return run()
  const { [SCHEDULE_VARIABLE]: before } = process.env
  process.env[SCHEDULE_VARIABLE] = schedule
  try {
    return await run()
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, SCHEDULE_VARIABLE)
    else process.env[SCHEDULE_VARIABLE] = before
  }
}

/** @throws {UsageError} */
function readBounds({ budget, maxSchedules, seed, shard }: ExploreCommandOptions): Bounds {
  return {
    ...(budget !== undefined && { budgetMs: readTime("--budget", budget, "60s") }),
    ...(maxSchedules !== undefined && {
      maxSchedules: readCount("--max-schedules", maxSchedules, 1),
    }),
    ...(seed !== undefined && { seed: readCount("--seed", seed, 0) }),
    ...(shard !== undefined && { shard: readShard(shard) }),
  }
}

function readCount(flag: string, text: string, least: number): number {
  const count = Number(text)
  if (text.trim() !== "" && Number.isSafeInteger(count) && count >= least) return count
  throw new UsageError(`${flag} ${text} is not a whole number from ${least}.`)
}

/** `2/3` is the second of three parts. */
function readShard(text: string): Shard {
  const { part, count } = /^(?<part>\d+)\/(?<count>\d+)$/u.exec(text)?.groups ?? {}
  const shard = { index: Number(part) - 1, count: Number(count) }
  if (shard.index >= 0 && shard.index < shard.count) return shard
  throw new UsageError(`--shard ${text} is not a part. Write --shard 1/3 for the first of three.`)
}
