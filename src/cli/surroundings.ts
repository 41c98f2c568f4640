import { resolve } from "node:path"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { executionFromHistory } from "../replay/history/execution-of-history.ts"
import { type LoadedScenario, readScenario } from "../scenario/read-scenario.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { inputBeside, readHistoryFile, readInput } from "./files/read-values.ts"
import { reportDependency } from "./files/report-dependency.ts"
import { UsageError } from "./usage-error.ts"
import type { WorldFlags } from "./world-flags.ts"

/** The flags that `run` and `explore` share. */
export interface WorldOptions {
  readonly input?: string
  readonly scenario?: string
  readonly stubFrom?: string
}

/** What stands around an execution, as flags and files say it. */
export interface Surroundings {
  readonly input: unknown
  /** The file beside the handler that the input is from, where neither flags nor a scenario have one. */
  readonly inputFile: string | undefined
  readonly scenario: LoadedScenario | undefined
  readonly flags: WorldFlags
  /** Whether something says what becomes of callbacks. */
  readonly answersCallbacks: boolean
  /** Gives a runner all of it, for one run. */
  applyTo(runner: DurableTestRunner): void
}

/**
 * @param handlerPath beside which an input may lie.
 * @throws {UsageError}
 */
export function readSurroundings(
  options: WorldOptions,
  flags: WorldFlags,
  handlerPath: string,
): Surroundings {
  const fromFlags = asUsage(() => readScenario(flags.scenario))
  const file = options.scenario
  if (file !== undefined) reportDependency(resolve(file))
  const scenario = file === undefined ? undefined : asUsage(() => readScenario(file))
  const recorded = options.stubFrom === undefined ? [] : recordedBodies(options.stubFrom)
  const given = readInput(options.input) ?? scenario?.input
  const beside = given === undefined ? inputBeside(handlerPath) : undefined
  return {
    input: given ?? beside?.input,
    inputFile: beside?.file,
    scenario,
    flags,
    answersCallbacks: flags.answersCallbacks || scenario !== undefined,
    applyTo: (runner) => {
      fromFlags.applyTo(runner)
      scenario?.applyTo(runner)
      for (const { name, occurrence, result } of recorded) {
        runner.mockStep(name, () => structuredClone(result), { occurrence })
      }
    },
  }
}

interface RecordedBody {
  readonly name: string
  /** Among the steps of that name, 1 for the first. */
  readonly occurrence: number
  readonly result: unknown
}

/** What the steps of an execution have returned. */
function recordedBodies(path: string): readonly RecordedBody[] {
  const { operations } = asUsage(() => executionFromHistory(readHistoryFile(path), undefined))
  const seen = new Map<string, number>()
  return operations.flatMap(({ type, name, status, result }) => {
    if (type !== "STEP" || name === undefined) return []
    const occurrence = (seen.get(name) ?? 0) + 1
    seen.set(name, occurrence)
    return status === "SUCCEEDED" ? [{ name, occurrence, result }] : []
  })
}

/** A mistake in a file or a flag is one of whoever has typed the command, also where it is found later. */
export function asUsage<T>(read: () => Promise<T>): Promise<T>
export function asUsage<T>(read: () => T): T
export function asUsage(read: () => unknown): unknown {
  try {
    const value = read()
    return value instanceof Promise ? value.catch(throwAsUsage) : value
  } catch (error) {
    return throwAsUsage(error)
  }
}

function throwAsUsage(error: unknown): never {
  if (!(error instanceof InvalidArgumentError)) throw error
  throw new UsageError(error.message, { cause: error })
}
