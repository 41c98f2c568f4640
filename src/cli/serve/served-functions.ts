import { statSync } from "node:fs"
import { basename, resolve } from "node:path"
import { remoteFunction } from "../../remote/index.ts"
import type { ServedFunction } from "../../serve/server.ts"
import { loadHandler } from "../files/load-handler.ts"
import { UsageError } from "../usage-error.ts"

/** A function as the command line names it. */
export interface NamedFunction {
  /** Undefined for one that is called as its file is. */
  readonly name: string | undefined
  /** A file, or the command that starts a process. */
  readonly source: string
  readonly isDurable: boolean
}

/** The functions of a server, and what ends their processes. */
export interface LoadedFunctions {
  readonly functions: readonly ServedFunction[]
  /** What each is, for people, in the same order. */
  readonly sources: readonly string[]
  close(): void
}

const NAME = /^(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/u

/** @param flag for messages. @throws {UsageError} */
export function parseFunction(flag: string, text: string, isDurable: boolean): NamedFunction {
  const equals = text.indexOf("=")
  const name = text.slice(0, Math.max(equals, 0))
  const source = text.slice(equals + 1).trim()
  const example = `${flag} order=src/order.ts or ${flag} order='python3 -m order'`
  if (equals < 1 || source === "") {
    throw new UsageError(`${flag} ${text} names no function. Write ${example}.`)
  }
  if (!NAME.test(name)) {
    throw new UsageError(
      `${flag} ${text}: ${JSON.stringify(name)} is not a valid function name. ` +
        "Lambda allows 1 to 64 letters, digits, hyphens and underscores, and a version or an alias behind a colon.",
    )
  }
  return { name, source, isDurable }
}

/** @throws {UsageError} */
export async function loadFunctions(
  named: readonly NamedFunction[],
  realTimeoutMs: number,
): Promise<LoadedFunctions> {
  const functions: ServedFunction[] = []
  const closers: (() => void)[] = []
  for (const each of named) {
    const loaded = namesFile(each.source)
      ? await fromFile(each)
      : fromCommand(each, realTimeoutMs, closers)
    const twin = functions.find(({ name }) => name === loaded.name)
    if (twin !== undefined) {
      throw new UsageError(
        `Two functions are called ${loaded.name}. Name one of them: --function other-name=${each.source}.`,
      )
    }
    functions.push(loaded)
  }
  return {
    functions,
    sources: named.map(({ source }) => source),
    close() {
      for (const close of closers) close()
    },
  }
}

const SCRIPT = /\.[cm]?[jt]sx?$/u

/** A file of JavaScript or TypeScript is a handler; anything else is a command. */
function namesFile(source: string): boolean {
  const [file = ""] = source.split("#")
  if (isFile(source) || isFile(file)) return SCRIPT.test(file) || SCRIPT.test(source)
  // One that is not there is a mistake, and loading it says so.
  return SCRIPT.test(file) && !/\s/u.test(file)
}

function isFile(path: string): boolean {
  return statSync(resolve(path), { throwIfNoEntry: false })?.isFile() === true
}

async function fromFile({ name, source, isDurable }: NamedFunction): Promise<ServedFunction> {
  const { handler, path, exportName } = await loadHandler(source)
  const isUsual = exportName === "handler" || exportName === "default"
  const called =
    isUsual || !source.includes("#") ? basename(path).replace(/\..*$/u, "") : exportName
  return { ...parseName(name ?? called, source), handler, isDurable, runsHere: true }
}

function fromCommand(
  { name = "", source, isDurable }: NamedFunction,
  realTimeoutMs: number,
  closers: (() => void)[],
): ServedFunction {
  const handler = remoteFunction({ command: source, realTimeoutMs })
  closers.push(() => handler.close())
  return { ...parseName(name, source), handler, isDurable, runsHere: false }
}

function parseName(
  text: string,
  source: string,
): { readonly name: string; readonly qualifier: string | undefined } {
  const { name, qualifier } = NAME.exec(text)?.groups ?? {}
  if (name !== undefined) return { name, qualifier }
  throw new UsageError(
    `${source} gives the function the name ${JSON.stringify(text)}, which Lambda does not allow. ` +
      `Write --function order=${source}.`,
  )
}
