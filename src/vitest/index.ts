import "../world/limits/supported-runtime.ts"
import { expect, test, type TestAPI } from "vitest"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { MATCHERS } from "../matchers/matchers.ts"
import type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
import { type SerializerOptions, serializersFor } from "../matchers/serializers.ts"
import { runnerForTest } from "../matchers/tested-runner.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"

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
}

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
  runner: async ({ task, onTestFailed, runnerOptions }, use) => {
    const { runner, story, assertUsed } = runnerForTest(fullNameOf(task), runnerOptions)
    // A fixture cannot annotate: vitest refuses that from the end of the body on. The error gets them.
    onTestFailed(() => tellStory(task.result?.errors?.[0], story()))
    await use(runner)
    if (task.result?.state !== "fail") assertUsed()
  },
})

const HEAD = "\n\nWhat happened:\n"

function tellStory(error: { message: string } | undefined, story: string): void {
  if (error === undefined || story === "" || error.message.includes(HEAD)) return
  error.message += HEAD + story
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
