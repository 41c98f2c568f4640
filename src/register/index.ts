import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { shareInstrumentation } from "../simulation/instrumentation.ts"

/** The environment variable in which the SDK looks for plugins when a handler is wrapped. */
const PLUGINS = "DURABLE_EXECUTION_PLUGINS"

/**
 * Lets the SDK load the runner's plugin into every handler that is wrapped from now on. Importing the
 * package does it; put `durable-test-runner/register` into vitest's `setupFiles` where handlers are
 * imported before it. Calling it again changes nothing.
 */
export function register(): void {
  shareInstrumentation()
  const path = createRequire(import.meta.url).resolve("durable-test-runner/plugin")
  const specifier = pathToFileURL(path).href
  const registered = (process.env[PLUGINS] ?? "").split(",").filter((entry) => entry !== "")
  if (registered.includes(specifier)) return
  process.env[PLUGINS] = [...registered, specifier].join(",")
}

register()
