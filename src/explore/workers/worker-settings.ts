import { isAbsolute } from "node:path"
import { pathToFileURL } from "node:url"
import { assertKnownOptions, InvalidArgumentError } from "../../runner/options/runner-errors.ts"
import type { WorkerOptions } from "../options/explore-options.ts"

const CALL = "explore in worker threads"

/** @throws {InvalidArgumentError} for options that cannot mean anything. */
export function toWorkerSettings(options: WorkerOptions): {
  readonly count: number
  /** A URL. */
  readonly module: string
} {
  assertKnownOptions(CALL, options, ["count", "module"])
  const { count, module } = options
  if (!Number.isInteger(count) || count < 1) {
    const problem = `workers.count is ${JSON.stringify(count)}`
    throw new InvalidArgumentError(CALL, problem, "Pass a whole number from 1.")
  }
  return { count, module: toModuleUrl(module) }
}

/** A relative path would mean one file here and another one there. */
function toModuleUrl(module: unknown): string {
  if (module instanceof URL) return module.href
  if (typeof module === "string" && isAbsolute(module)) return pathToFileURL(module).href
  if (typeof module === "string" && module.startsWith("file:")) return module
  throw new InvalidArgumentError(
    CALL,
    `workers.module is ${module === undefined ? "undefined" : JSON.stringify(module)}`,
    'Pass a URL or an absolute path: new URL("./checkout.explore.ts", import.meta.url).',
  )
}
