import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { didYouMean, listNames } from "../../text/did-you-mean.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import { loadModule } from "./load-module.ts"
import { reportDependency } from "./report-dependency.ts"
import { UsageError } from "../usage-error.ts"

export interface LoadedHandler {
  readonly handler: LambdaHandler
  /** Absolute. */
  readonly path: string
  /** The export that it is. */
  readonly exportName: string
}

/** What a handler is called, in the order in which it is looked for. */
const USUAL_NAMES = ["handler", "default"]

/**
 * The handler that `file.ts` or `file.ts#name` names: the export of that name, else `handler`, the default
 * export, or the only function.
 *
 * @throws {UsageError}
 */
export async function loadHandler(target: string): Promise<LoadedHandler> {
  const { file, wanted } = splitTarget(target)
  const path = resolve(file)
  if (!existsSync(path)) {
    throw new UsageError(
      `The file ${file} does not exist. Pass the file of a handler, such as src/order.ts.`,
    )
  }
  reportDependency(path)
  const functions = functionsOf(await load(path, file))
  const exportName = choose(file, wanted, [...functions.keys()])
  return { handler: functions.get(exportName) as LambdaHandler, path, exportName }
}

function splitTarget(target: string): {
  readonly file: string
  readonly wanted: string | undefined
} {
  const at = target.lastIndexOf("#")
  if (at <= 0 || existsSync(resolve(target))) return { file: target, wanted: undefined }
  return { file: target.slice(0, at), wanted: target.slice(at + 1) }
}

async function load(path: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await loadModule(path)
  } catch (cause) {
    const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    throw new UsageError(`${file} cannot be loaded: ${what}`, { cause })
  }
}

/** Also what a module of CommonJS exports, which Node puts into the default export. */
export function functionsOf(
  module: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> {
  const { default: all, "module.exports": _commonJs, ...named } = module
  const inDefault = typeof all === "object" && all !== null ? Object.entries(all) : []
  return new Map(
    [...inDefault, ...Object.entries(named), ["default", all] as const].filter(
      ([, value]) => typeof value === "function",
    ),
  )
}

function choose(file: string, wanted: string | undefined, names: readonly string[]): string {
  const [first] = names
  if (first === undefined) {
    throw new UsageError(
      `${file} exports no function. Export the handler that withDurableExecution returns.`,
    )
  }
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted
    throw new UsageError(
      `${file} has no function ${JSON.stringify(wanted)}. It exports ${listNames(names)}.${didYouMean(wanted, names)}`,
    )
  }
  const usual = USUAL_NAMES.find((name) => names.includes(name))
  if (usual !== undefined) return usual
  if (names.length === 1) return first
  throw new UsageError(
    `${file} exports ${listNames(names)}. Say which is the handler: ${file}#${first}.`,
  )
}
