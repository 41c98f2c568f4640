import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll } from "vitest"
import {
  remoteFunction,
  type RemoteFunction,
  type RemoteFunctionOptions,
} from "../../src/remote/index.ts"

const PYTHON: string = fileURLToPath(new URL("python", import.meta.url))
export const NODE: string = fileURLToPath(new URL("node", import.meta.url))

/** Tests of functions in Python are skipped without it. */
export const hasPython: boolean = spawnSync("python3", ["--version"]).status === 0

if (!hasPython) {
  console.warn("python3 is not on the PATH: the tests of functions in Python are skipped.")
}

const made: RemoteFunction<unknown, unknown>[] = []

// One worker runs many files of tests where these are not isolated.
afterAll(() => {
  for (const each of made.splice(0)) each.close()
})

function closedLater(handler: RemoteFunction<unknown, unknown>): typeof handler {
  made.push(handler)
  return handler
}

/** A function of test/remote/python. */
export function python(
  handler: string,
  options: Omit<RemoteFunctionOptions, "command"> = {},
): RemoteFunction<unknown, unknown> {
  const command = ["python3", "lambda_runtime.py", handler]
  return closedLater(remoteFunction({ command, cwd: PYTHON, ...options }))
}

/** A function of test/remote/node. */
export function node(
  handler: string,
  options: Omit<RemoteFunctionOptions, "command"> = {},
): RemoteFunction<unknown, unknown> {
  const command = [process.execPath, "--no-warnings", "runtime.mjs", handler]
  return closedLater(remoteFunction({ command, cwd: NODE, ...options }))
}
