import "../world/limits/supported-runtime.ts"
import { expect, test, type TestAPI } from "vitest"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { MATCHERS } from "../matchers/matchers.ts"
import type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
import { type SerializerOptions, serializersFor } from "../matchers/serializers.ts"
import { runnerForTest } from "../matchers/tested-runner.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"
import { oneOf, text } from "../text/option-kinds.ts"
import { readArgument } from "../text/options.ts"

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends DurableMatchers<R>, AsyncDurableMatchers {}
}

expect.extend(MATCHERS)
for (const serializer of serializersFor()) expect.addSnapshotSerializer(serializer as never)

/** What a test made by {@link durableTest} gets. */
export interface DurableFixtures {
  /**
   * A new runner, whose seed is the full name of the test. What its runs log is kept, and shown with their
   * timelines where the test fails.
   */
  readonly runner: DurableTestRunner
  /** Options of the runner; exchange them by `durableTest.extend({ runnerOptions: { ... } })`. */
  readonly runnerOptions: DurableTestRunnerOptions
  /**
   * Whether a page is written that shows what the test has run, as `renderReport` makes it: for a test that
   * fails, whose error then names the file, for each test, or for none. Default `"on-failure"`.
   */
  readonly report: ReportMode
  /** Where these files go. Default `.durable/reports`, in the working directory. */
  readonly reportFolder: string
}

/** For which tests a report is written. */
export type ReportMode = (typeof REPORT_MODES)[number]

const REPORT_MODES = ["on-failure", "always", "off"] as const

/**
 * A test with a runner of its own.
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
  runner: async ({ task, onTestFailed, runnerOptions, report: given, reportFolder }, use) => {
    const mode = readArgument("make a durableTest", "report", given, oneOf(REPORT_MODES))
    const folder = readArgument("make a durableTest", "reportFolder", reportFolder, text())
    const fullName = fullNameOf(task)
    const { runner, executions, story, assertUsed } = runnerForTest(fullName, runnerOptions)
    const write = async (): Promise<string> => {
      const ran = executions()
      if (ran.length === 0) return ""
      // Most tests pass, and do without it.
      const { writeReport } = await import("../report/write-report.ts")
      return writeReport(folder, { file: task.file.filepath, fullName }, ran)
    }
    // A fixture cannot annotate: vitest refuses that from the end of the body on. The error gets them.
    onTestFailed(async () => {
      const report = mode === "off" ? "" : await write()
      tellStory(task.result?.errors?.[0], story(), report)
    })
    await use(runner)
    if (task.result?.state === "fail") return
    if (mode === "always") await write()
    assertUsed()
  },
})

const HEAD = "\n\nWhat happened:\n"

function tellStory(error: { message: string } | undefined, story: string, report: string): void {
  if (error === undefined || story === "") return
  if (!error.message.includes(HEAD)) error.message += HEAD + story
  if (report !== "" && !error.message.includes(report)) error.message += `\n\n${report}`
}

/** Prints histories in snapshots with their ids and times, or without them again. */
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
export type { SerializerOptions } from "../matchers/serializers.ts"
