import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { sharedInstrumentations } from "../world/invocation/instrumentation-registry.ts"

/** The environment variable in which the SDK looks for plugins when a handler is wrapped. */
const PLUGINS = "DURABLE_EXECUTION_PLUGINS"

/**
 * Lets the SDK load the runner's plugin into every handler that is wrapped from now on, which step
 * doubles need. Importing `durable-test-runner/register` does it: put that into vitest's `setupFiles`,
 * or before the import of the handler. Calling it again changes nothing.
 */
export function register(): void {
  sharedInstrumentations()
  const path = createRequire(import.meta.url).resolve("durable-test-runner/plugin")
  // The list is separated by commas, and a file URL may hold one.
  const specifier = pathToFileURL(path).href.replaceAll(",", "%2C")
  const entries = (process.env[PLUGINS] ?? "").split(",").map((entry) => entry.trim())
  const plugins = new Set([...entries.filter((entry) => entry !== ""), specifier])
  process.env[PLUGINS] = [...plugins].join(",")
}

register()
