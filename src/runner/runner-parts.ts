import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { showValue } from "../text/values/show-value.ts"
import type { Registrations } from "./registrations.ts"
import type { Runs } from "./runs.ts"
import type { ServiceCalls } from "./service-calls.ts"

/** What the other layers and edges of the package use of a runner, and a test does not. */
export interface RunnerParts {
  readonly runs: Runs
  readonly serviceCalls: ServiceCalls
  readonly registrations: Registrations
  /** What ends with the runner, such as a server. */
  readonly closers: Set<() => Promise<void>>
}

type PartsReader = (runner: object) => RunnerParts | undefined

let readParts: PartsReader = () => undefined

/** The class that has the parts shows them here, so that they are no methods of it. */
export function showParts(reader: PartsReader): void {
  readParts = reader
}

/** @throws {InvalidArgumentError} for a runner of another copy of the package. */
export function partsOf(runner: object): RunnerParts {
  // Callers without types may pass anything.
  const isObject = Object(runner) === runner
  const parts = isObject ? readParts(runner) : undefined
  if (parts !== undefined) return parts
  throw new InvalidArgumentError(
    "use the runner",
    isObject ? "it was not made by this copy of durable-test-runner" : `it is ${showValue(runner)}`,
    "Pass a DurableTestRunner, and load the package in one way: all with import, or all with require.",
  )
}
