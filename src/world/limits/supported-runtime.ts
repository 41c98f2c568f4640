import { DurableTestRunnerError } from "../../text/errors.ts"

/*
 * Each entry of the package imports this first: where the package cannot work it says so at once, and
 * not by what is missing later.
 */

const OLDEST_NODE = 22

/** The package cannot work in this runtime of JavaScript. */
class UnsupportedRuntimeError extends DurableTestRunnerError {
  override readonly name = "UnsupportedRuntimeError"

  constructor(message: string) {
    super("UNSUPPORTED_RUNTIME", message)
  }
}

/** @throws {UnsupportedRuntimeError} */
export function assertSupportedRuntime(
  versions: Readonly<Partial<Record<string, string>>>,
  globals: object,
): void {
  for (const name of ["Bun", "Deno"] as const) {
    if (!(name in globals)) continue
    throw new UnsupportedRuntimeError(
      `durable-test-runner does not work in ${name}: it needs functions of Node.js, such as the timers of ` +
        "node:timers/promises and the hooks of node:async_hooks, that cannot be replaced or are missing there. " +
        `Run these tests with Node.js ${OLDEST_NODE} or newer, which is what AWS Lambda runs the functions with.`,
    )
  }
  const version = versions["node"] ?? "0"
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return
  throw new UnsupportedRuntimeError(
    `durable-test-runner needs Node.js ${OLDEST_NODE} or newer, and this is Node.js ${version} (${process.execPath}). ` +
      "Run the tests with a newer one: npx takes a `node` of the project's devDependencies, " +
      "and version managers read .nvmrc or .node-version.",
  )
}

assertSupportedRuntime(process.versions, globalThis)
