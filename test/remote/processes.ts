import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll } from "vitest"
import { findFakeTime } from "../../src/remote/fake-clock.ts"
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
  process.stderr.write(
    "python3 is not on the PATH: the tests of functions in Python are skipped.\n",
  )
}

/** Tests of the virtual time in processes are skipped without it. */
export const hasFakeTime: boolean = isFakeTimeThere()

if (!hasFakeTime) {
  process.stderr.write(
    "libfaketime is not installed: the tests of virtual time in processes are skipped.\n",
  )
}

function isFakeTimeThere(): boolean {
  try {
    return findFakeTime("look") !== ""
  } catch {
    return false
  }
}

/**
 * Where the SDK for Python is (the folder of its package), and optionally boto3 and others, as a PYTHONPATH.
 * Undefined where the tests with them are skipped.
 */
export const pythonSdk: string | undefined = process.env["DURABLE_PYTHON_SDK"]

/** The loop that serves functions in Python is that of an example. */
const PYTHON_RUNTIME = fileURLToPath(
  new URL("../../examples/python-approval/lambda_runtime.py", import.meta.url),
)

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
  const command = ["python3", PYTHON_RUNTIME, handler]
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
