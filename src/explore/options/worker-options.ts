import { isAbsolute } from "node:path"
import { pathToFileURL } from "node:url"
import { passing, wholeNumber } from "../../text/option-kinds.ts"
import type { OptionSpec } from "../../text/options.ts"
import type { WorkerOptions } from "./explore-options.ts"

/** A relative path would mean one file here and another one there. */
function isModule(value: unknown): value is URL | string {
  if (value instanceof URL) return true
  return typeof value === "string" && (isAbsolute(value) || value.startsWith("file:"))
}

/** What each option of the worker threads takes. */
export const WORKER_OPTIONS: OptionSpec<WorkerOptions> = {
  count: wholeNumber({ least: 1 }),
  module: passing(
    isModule,
    'Pass a URL or an absolute path: new URL("./checkout.explore.ts", import.meta.url).',
  ),
}

/** The URL of a module that was checked. */
export function toModuleUrl(module: URL | string): string {
  if (module instanceof URL) return module.href
  return isAbsolute(module) ? pathToFileURL(module).href : module
}
