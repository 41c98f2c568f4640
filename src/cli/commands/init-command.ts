import { existsSync, writeFileSync } from "node:fs"
import { relative, resolve } from "node:path"
import { isDeepStrictEqual } from "node:util"
import type { Execution } from "../../runner/results/execution.ts"
import { type CommandIo, complain, print, printJson } from "../command-io.ts"
import { createRunner } from "./command-runner.ts"
import { type Answered, discoverAnswered, standIn, stepNameOf } from "./discover.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { inputHint } from "./hints.ts"
import { type LoadedHandler, loadHandler } from "../files/load-handler.ts"
import { frameworkOf, isInstalled } from "../files/test-framework.ts"
import { inputBeside, readInput } from "../files/read-values.ts"
import { specifierOf } from "../files/specifier.ts"
import { type Framework, renderTest, type TestPlan } from "./test-file.ts"
import { UsageError } from "../usage-error.ts"

export interface InitCommandOptions {
  readonly input?: string
  readonly framework?: Framework
  readonly output?: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Writes a first test of a handler, by what runs of it have shown. */
export async function initCommand(
  io: CommandIo,
  target: string,
  options: InitCommandOptions,
): Promise<ExitCode> {
  const loaded = await loadHandler(target)
  const output = resolve(options.output ?? testPathOf(loaded.path))
  if (existsSync(output) && options.force !== true) {
    throw new UsageError(
      `${nameOf(output)} exists already. Pass --force to overwrite it, or --output for another file.`,
    )
  }
  const input = readInput(options.input) ?? inputBeside(loaded.path)?.input
  const seen = await discoverAnswered(loaded.handler, {
    input,
    prepare: () => undefined,
    stubsFailing: true,
  })
  const framework = options.framework ?? frameworkOf(output)
  const plan = await planOf(loaded, { input, output, framework }, seen)
  if (plan === undefined) {
    const reason = seen.found.error?.message ?? "it does not repeat itself"
    complain(io, `No test was written, because the handler does not run to its end: ${reason}`)
    return EXIT.wrong
  }
  write(output, renderTest(plan))
  if (options.json === true) printJson(io, toPrinted(plan))
  else print(io, `Wrote ${nameOf(output)}: ${contentsOf(plan)}.\nRun it: ${runOf(plan)}`)
  if (!isInstalled(framework, output)) {
    complain(io, `hint  ${framework} is not installed here: npm install --save-dev ${framework}`)
  }
  if (input === undefined && plan.outcome.status !== "SUCCEEDED") {
    complain(io, `hint  ${inputHint(loaded.path)}. Then pass --force to overwrite the test.`)
  }
  return EXIT.fine
}

function runOf({ framework, output }: TestPlan): string {
  return `npx ${framework === "vitest" ? "vitest run" : "jest"} ${nameOf(output)}`
}

/** What `init --json` prints. */
function toPrinted(plan: TestPlan): unknown {
  const { output, framework, callbacks, functions, stubs, outcome } = plan
  const file = nameOf(output)
  const names = callbacks.map((name) => name ?? null)
  return { file, framework, callbacks: names, functions, stubs, status: outcome.status }
}

/** The plan of a test that was seen to pass; undefined if its runs do not come to an end. */
async function planOf(
  { handler, path, exportName }: LoadedHandler,
  given: Pick<TestPlan, "input" | "output" | "framework">,
  { found, answer }: Answered,
): Promise<TestPlan | undefined> {
  if (found.error !== undefined || found.execution === undefined) return undefined
  const run = new Set(found.execution.operations.map(stepNameOf))
  // A step that a stub of another one has made needless would be a double that nothing uses.
  const stubs = found.failed.filter(({ name }) => run.has(name))
  const callbacks = found.answered.map(({ name }) => name)
  // What a test has is a runner with another seed, so ids and random numbers are to differ here as well.
  const executions: Execution[] = []
  for (const seed of ["first", "second"]) {
    const runner = createRunner({ seed })
    standIn(runner, { functions: found.functions, failed: stubs })
    for (const name of callbacks) {
      if (name !== undefined) runner.completeCallback(name, answer)
    }
    runner.onCallback(
      ({ name }) => name === undefined,
      async (callback) => callback.succeed(answer),
    )
    executions.push(await runner.run(handler, given.input))
  }
  const [first, second] = executions
  if (first === undefined || first.status !== second?.status) return undefined
  const { status, result, error } = first
  return {
    ...given,
    path,
    specifier: specifierOf(path),
    exportName,
    callbacks,
    answer,
    functions: found.functions,
    stubs,
    outcome: { status, result, error, isStable: isDeepStrictEqual(result, second.result) },
  }
}

function testPathOf(path: string): string {
  const extension = /\.[cm]?tsx?$/u.test(path) ? ".test.ts" : ".test.js"
  return path.replace(/\.[cm]?[jt]sx?$/u, "") + extension
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`The test cannot be written: ${problem}.`, { cause })
  }
}

function nameOf(path: string): string {
  const from = relative(".", path)
  return from.startsWith("..") ? path : from
}

function contentsOf({ callbacks, functions, stubs, outcome }: TestPlan): string {
  const parts = [
    count(callbacks.length, "callback"),
    count(functions.length, "function"),
    count(stubs.length, "step that could not run", "steps that could not run"),
  ].filter((part) => part !== "")
  const world = parts.length === 0 ? "nothing to stand in for" : parts.join(", ")
  return `${world}; the execution ends ${outcome.status}`
}

function count(number: number, one: string, many = `${one}s`): string {
  if (number === 0) return ""
  return `${number} ${number === 1 ? one : many}`
}
