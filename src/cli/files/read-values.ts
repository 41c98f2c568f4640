import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { reportDependency } from "./report-dependency.ts"
import { toMilliseconds } from "../../text/duration.ts"
import { parseDuration } from "../../text/duration-text.ts"
import { UsageError } from "../usage-error.ts"

/**
 * The input of a run: a file of JSON, `-` for the standard input, or JSON itself.
 *
 * @throws {UsageError}
 */
export function readInput(given: string | undefined): unknown {
  if (given === undefined) return undefined
  if (given === "-") return parse(readFileSync(0, "utf8"), "The standard input")
  if (isFile(given)) {
    reportDependency(resolve(given))
    return parse(readFileSync(given, "utf8"), given)
  }
  try {
    return JSON.parse(given) as unknown
  } catch (cause) {
    throw new UsageError(
      `--input ${given} is neither a file nor JSON. Pass --input event.json or --input '{"orderId":"o-1"}'.`,
      { cause },
    )
  }
}

/** The file that says what input a handler takes: `order.input.json` beside `order.ts`. */
export function inputFileOf(handlerPath: string): string {
  return handlerPath.replace(/(?:\.[cm]?[jt]sx?)?$/u, ".input.json")
}

/** The input of such a file, and its name; undefined if there is none. @throws {UsageError} */
export function inputBeside(
  handlerPath: string,
): { readonly input: unknown; readonly file: string } | undefined {
  const file = relative(".", inputFileOf(handlerPath))
  return isFile(file) ? { input: readInput(file), file } : undefined
}

/** JSON where it is JSON, else the text itself. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/**
 * The text of a file that a command is about.
 *
 * @throws {UsageError}
 */
export function readTextFile(path: string): string {
  if (!existsSync(path)) throw new UsageError(`The file ${path} does not exist.`)
  if (!isFile(path)) throw new UsageError(`${path} is a folder. Pass a file.`)
  return readFileSync(path, "utf8")
}

/** A history, also in the object that `run --json` prints. @throws {UsageError} */
export function readHistoryFile(path: string): string {
  const text = readTextFile(path)
  const value = parse(text, path)
  if (typeof value === "string") {
    throw new UsageError(
      `${path} is a JSON text inside of a JSON text. exportHistory returns text: write it without JSON.stringify.`,
    )
  }
  const { history, Events } = Object(value) as {
    readonly history?: unknown
    readonly Events?: unknown
  }
  if (Array.isArray(value) || Events !== undefined) return text
  if (Array.isArray(history)) return JSON.stringify(history)
  throw new UsageError(
    `${path} contains no list of events. Pass the output of GetDurableExecutionHistory or of run --json.`,
  )
}

/** A folder stands for the files of JSON in it. @throws {UsageError} */
export function filesOf(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  const files = readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
  if (files.length === 0) throw new UsageError(`${path} has no file that ends with .json.`)
  return files.map((name) => join(path, name))
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${name} is not JSON: ${problem}.`, { cause })
  }
}

/** Node's timers take no more. Milliseconds. */
const LONGEST_MS = 2_147_483_647

/** How long a flag says, in milliseconds. @throws {UsageError} */
export function readTime(flag: string, text: string, example: string): number {
  const duration = parseDuration(text)
  const milliseconds =
    duration === undefined ? 0 : toMilliseconds(duration, { call: flag, path: flag })
  if (milliseconds > 0 && milliseconds <= LONGEST_MS) return milliseconds
  throw new UsageError(`${flag} ${text} is not a time. Write ${flag} ${example}.`)
}
