import "../world/limits/supported-runtime.ts"
import { expect, test } from "@jest/globals"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { MATCHERS } from "../matchers/matchers.ts"
import type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
import { type SerializerOptions, serializersFor } from "../matchers/serializers.ts"
import { REPORT_MODES, type ReportMode } from "../report/report-mode.ts"
import { runnerForTest } from "../matchers/tested-runner.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"
import { oneOf, text } from "../text/option-kinds.ts"
import { readArgument } from "../text/options.ts"
import type { AnyCallbacks, Callbacks, RunnerOptionsFor, TypedRunner } from "../typed-runner.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown>
    extends DurableMatchers<R>, AsyncDurableMatchers {}
  interface AsymmetricMatchers extends DurableMatchers {}
}

declare global {
  // Those of @types/jest, for who uses the globals of jest.
  namespace jest {
    interface Matchers<R, T = {}> extends DurableMatchers<R>, AsyncDurableMatchers {}
    interface Expect extends DurableMatchers {}
    interface InverseAsymmetricMatchers extends DurableMatchers {}
  }
}

expect.extend(MATCHERS as never)
for (const serializer of serializersFor()) expect.addSnapshotSerializer(serializer as never)

/**
 * The fixtures of a test of {@link durableTest}.
 *
 * @typeParam Runner a `TypedRunner` in tests that {@link durableTestFor} makes.
 */
export interface DurableFixtures<Runner extends DurableTestRunner = DurableTestRunner> {
  /** A new runner; its seed is the full name of the test. It keeps the logs of its runs. */
  readonly runner: Runner
}

/** Options of {@link durableTest}. */
export interface DurableTestOptions {
  readonly runner?: DurableTestRunnerOptions
  /**
   * Whether a test writes a page of `renderReport` about its runs: if it fails (its error then names the file),
   * always, or never. Default `"on-failure"`.
   */
  readonly report?: ReportMode
  /** The folder for these pages. Default `.durable/reports`, in the working directory. */
  readonly reportFolder?: string
  /** Real milliseconds, as for `test` of jest. */
  readonly timeout?: number
}

type DefineTest<Runner extends DurableTestRunner> = (
  name: string,
  body: (fixtures: DurableFixtures<Runner>) => unknown,
  options?: DurableTestOptions,
) => void

/** Defines a test with its own runner, like `test` of jest. */
export interface DurableTest<
  Runner extends DurableTestRunner = DurableTestRunner,
> extends DefineTest<Runner> {
  readonly only: DefineTest<Runner>
  readonly skip: DefineTest<Runner>
}

/**
 * A test with its own runner. If the test fails, its error ends with the timelines of its runs, including their
 * logs, and with the path of its report.
 *
 * @example
 * ```ts
 * durableTest("an approved order is shipped", async ({ runner }) => {
 *   runner.completeCallback("approve", "yes")
 *   expect(await runner.run(handler, { id: "o-1" })).toHaveSucceededWith({ shipped: true })
 * })
 * ```
 */
export const durableTest: DurableTest = definingAll({})

/**
 * A `durableTest` for one handler and its callbacks, whose runner is typed as `createRunner` types it.
 *
 * @example
 * ```ts
 * const orderTest = durableTestFor<typeof order, { approve: Approval }>()
 *
 * orderTest("an approved order is shipped", async ({ runner }) => {
 *   runner.completeCallback("approve", { by: "jo" })
 *   const { result } = await runner.run(handler, { id: "o-1" })
 * })
 * ```
 * @param options as for the runner.
 */
export function durableTestFor<
  Tested extends LambdaHandler = LambdaHandler,
  Declared extends Callbacks = AnyCallbacks,
>(options: RunnerOptionsFor<Declared> = {}): DurableTest<TypedRunner<Tested, Declared>> {
  return definingAll(options) as unknown as DurableTest<TypedRunner<Tested, Declared>>
}

function definingAll(options: DurableTestRunnerOptions): DurableTest {
  return Object.assign(defining(test, options), {
    only: defining(test.only, options),
    skip: defining(test.skip, options),
  })
}

type DefineOfJest = (name: string, body: () => Promise<void>, timeout?: number) => void

function defining(
  define: DefineOfJest,
  shared: DurableTestRunnerOptions,
): DefineTest<DurableTestRunner> {
  return (name, body, options = {}) => {
    const { timeout } = options
    const runnerOptions = { ...shared, ...options.runner }
    define(name, async () => run(name, body, { ...options, runner: runnerOptions }), timeout)
  }
}

async function run(
  name: string,
  body: (fixtures: DurableFixtures) => unknown,
  { runner: options, report = "on-failure", reportFolder = ".durable/reports" }: DurableTestOptions,
): Promise<void> {
  const mode = readArgument("make a durableTest", "report", report, oneOf(REPORT_MODES))
  const folder = readArgument("make a durableTest", "reportFolder", reportFolder, text())
  const { currentTestName: fullName = name, testPath: file = "" } = expect.getState()
  const { runner, assertUsed, end, ...ran } = runnerForTest(fullName, options)
  // jest does not say which tests are concurrent, and knows no name of one that is.
  const ended = { file, fullName, folder, mode, ran, isConcurrent: false }
  try {
    await body({ runner })
  } catch (error) {
    // Most tests pass, and do without it.
    const { tellFailure } = await import("../report/tell-failure.ts")
    tellFailure(hasMessage(error) ? error : undefined, ended)
    throw error
  } finally {
    await end()
  }
  if (mode === "always") {
    const { reportOf } = await import("../report/tell-failure.ts")
    reportOf(ended)
  }
  assertUsed()
}

/** Errors of `expect` are those of another realm. */
function hasMessage(error: unknown): error is Error {
  return typeof error === "object" && error !== null && "message" in error
}

/** Sets whether snapshots print histories with their ids and times. */
export function addDurableSerializers(options: SerializerOptions): void {
  for (const serializer of serializersFor(options)) {
    expect.addSnapshotSerializer(serializer as never)
  }
}

export type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
export type { ExpectedError } from "../matchers/expected-error.ts"
export type { OperationProperties, StepCounts } from "../matchers/operation-matchers.ts"
export type { ReportMode } from "../report/report-mode.ts"
export type { SerializerOptions } from "../matchers/serializers.ts"
