import "../world/limits/supported-runtime.ts"
import { expect, test, type TestAPI } from "vitest"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { MATCHERS } from "../matchers/matchers.ts"
import type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
import { type SerializerOptions, serializersFor } from "../matchers/serializers.ts"
import { runnerForTest } from "../matchers/tested-runner.ts"
import type { ToldFailure } from "../report/tell-failure.ts"
import { REPORT_MODES, type ReportMode } from "../report/report-mode.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"
import { oneOf, text } from "../text/option-kinds.ts"
import { readArgument } from "../text/options.ts"
import type { AnyCallbacks, Callbacks, RunnerOptionsFor, TypedRunner } from "../typed-runner.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"

/*
 * The interfaces of vitest's own assertions have other type parameters in each major version. These two have
 * none, and mean the same in all of them.
 */
declare module "vitest" {
  interface AsymmetricMatchersContaining extends DurableMatchers {}
}

declare global {
  namespace Chai {
    interface Assertion extends DurableMatchers<void>, AsyncDurableMatchers {}
  }
}

expect.extend(MATCHERS)
for (const serializer of serializersFor()) expect.addSnapshotSerializer(serializer as never)

/**
 * The fixtures of a test of {@link durableTest}.
 *
 * @typeParam Runner a `TypedRunner` in tests that {@link durableTestFor} makes.
 */
export interface DurableFixtures<Runner extends DurableTestRunner = DurableTestRunner> {
  /**
   * A new runner; its seed is the full name of the test. It keeps the logs of its runs, and a failed test shows
   * them with the timelines.
   */
  readonly runner: Runner
  /** Options of the runner; change them with `durableTest.extend({ runnerOptions: { ... } })`. */
  readonly runnerOptions: DurableTestRunnerOptions
  /**
   * Whether a test writes a page of `renderReport` about its runs: if it fails (its error then names the file),
   * always, or never. Default `"on-failure"`.
   */
  readonly report: ReportMode
  /** The folder for these pages. Default `.durable/reports`, in the working directory. */
  readonly reportFolder: string
}

/**
 * A test with its own runner.
 *
 * @example
 * ```ts
 * durableTest("an approved order is shipped", async ({ runner, expect }) => {
 *   runner.completeCallback("approve", "yes")
 *   expect(await runner.run(handler, { id: "o-1" })).toHaveSucceededWith({ shipped: true })
 * })
 * ```
 */
export const durableTest: TestAPI<DurableFixtures> = test.extend<DurableFixtures>({
  runnerOptions: {},
  report: "on-failure",
  reportFolder: ".durable/reports",
  // Also for a test that takes no runner: it may explore.
  runner: [
    async ({ task, onTestFailed, runnerOptions, report: given, reportFolder }, use) => {
      const mode = readArgument("make a durableTest", "report", given, oneOf(REPORT_MODES))
      const folder = readArgument("make a durableTest", "reportFolder", reportFolder, text())
      const fullName = fullNameOf(task)
      const { runner, assertUsed, end, ...ran } = runnerForTest(fullName, runnerOptions)
      const isConcurrent = task.concurrent === true
      const ended = { file: task.file.filepath, fullName, folder, mode, ran, isConcurrent }
      onTestFailed(async () => {
        // Most tests pass, and do without it.
        const { tellFailure } = await import("../report/tell-failure.ts")
        await attach(task, tellFailure(task.result?.errors?.[0], ended))
      })
      await use(runner)
      await end()
      if (task.result?.state === "fail") return
      if (mode === "always") {
        const { reportOf } = await import("../report/tell-failure.ts")
        reportOf(ended)
      }
      assertUsed()
    },
    { auto: true },
  ],
})

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
>(
  options: RunnerOptionsFor<Declared> = {},
): TestAPI<DurableFixtures<TypedRunner<Tested, Declared>>> {
  const typed = durableTest.extend({ runnerOptions: options })
  return typed as unknown as TestAPI<DurableFixtures<TypedRunner<Tested, Declared>>>
}

/**
 * vitest refuses annotations from the end of the body on, which is before a test has failed. It takes
 * artifacts until it reports the test; vitest 3 has none.
 */
async function attach(task: object, { story, file }: ToldFailure): Promise<void> {
  const attachments = [
    ...(file === undefined ? [] : [{ contentType: "text/html", path: file }]),
    ...(story === "" ? [] : [{ contentType: "text/plain", body: story, bodyEncoding: "utf-8" }]),
  ]
  const { recordArtifact } = (await import("vitest")) as {
    readonly recordArtifact?: RecordArtifact
  }
  if (attachments.length === 0 || recordArtifact === undefined) return
  try {
    await recordArtifact(task, { type: "durable-test-runner:runs", attachments })
  } catch {
    // A runner or a reporter of another kind takes none. The error of the test says the same.
  }
}

type RecordArtifact = (task: object, artifact: object) => Promise<unknown>

/** Sets whether snapshots print histories with their ids and times. */
export function addDurableSerializers(options: SerializerOptions): void {
  for (const serializer of serializersFor(options)) {
    expect.addSnapshotSerializer(serializer as never)
  }
}

interface NamedTask {
  readonly name: string
  readonly suite?: NamedTask | undefined
}

function fullNameOf({ name, suite }: NamedTask): string {
  return suite === undefined || suite.name === "" ? name : `${fullNameOf(suite)} > ${name}`
}

export type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
export type { ExpectedError } from "../matchers/expected-error.ts"
export type { OperationProperties, StepCounts } from "../matchers/operation-matchers.ts"
export type { ReportMode } from "../report/report-mode.ts"
export type { SerializerOptions } from "../matchers/serializers.ts"
