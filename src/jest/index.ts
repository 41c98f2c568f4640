import "../world/limits/supported-runtime.ts"
import { expect, test } from "@jest/globals"
import type { DurableTestRunner } from "../durable-test-runner.ts"
import { MATCHERS } from "../matchers/matchers.ts"
import type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
import { type SerializerOptions, serializersFor } from "../matchers/serializers.ts"
import { runnerForTest } from "../matchers/tested-runner.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"

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

/** What a test made by {@link durableTest} gets. */
export interface DurableFixtures {
  /** A new runner, whose seed is the full name of the test. What its runs log is kept. */
  readonly runner: DurableTestRunner
}

type Body = (fixtures: DurableFixtures) => unknown

/** How a test of {@link durableTest} is made. */
export interface DurableTestOptions {
  readonly runner?: DurableTestRunnerOptions
  /** Real milliseconds, as for `test` of jest. */
  readonly timeout?: number
}

type DefineTest = (name: string, body: Body, options?: DurableTestOptions) => void

/** Defines a test with a runner of its own, as `test` of jest does. */
export interface DurableTest extends DefineTest {
  readonly only: DefineTest
  readonly skip: DefineTest
}

/**
 * A test with a runner of its own. Where the test fails, the timelines of what it has run are printed with
 * what they logged.
 *
 * @example
 * ```ts
 * durableTest("an approved order is shipped", async ({ runner }) => {
 *   runner.completeCallback("approve", "yes")
 *   expect(await runner.run(handler, { id: "o-1" })).toHaveSucceededWith({ shipped: true })
 * })
 * ```
 */
export const durableTest: DurableTest = Object.assign(defining(test), {
  only: defining(test.only),
  skip: defining(test.skip),
})

function defining(
  define: (name: string, body: () => Promise<void>, timeout?: number) => void,
): DefineTest {
  return (name, body, { runner: runnerOptions, timeout } = {}) =>
    define(
      name,
      async () => {
        const { currentTestName = name } = expect.getState()
        const { runner, story, assertUsed } = runnerForTest(currentTestName, runnerOptions)
        try {
          await body({ runner })
        } catch (error) {
          const text = story()
          // eslint-disable-next-line no-console -- jest has no other place for it.
          if (text !== "") console.log(text)
          throw error
        }
        assertUsed()
      },
      timeout,
    )
}

/** Prints histories in snapshots with their ids and times, or without them again. */
export function addDurableSerializers(options: SerializerOptions): void {
  for (const serializer of serializersFor(options)) {
    expect.addSnapshotSerializer(serializer as never)
  }
}

export type { AsyncDurableMatchers, DurableMatchers } from "../matchers/matcher-types.ts"
export type { ExpectedError } from "../matchers/expected-error.ts"
export type { OperationProperties, StepCounts } from "../matchers/operation-matchers.ts"
export type { SerializerOptions } from "../matchers/serializers.ts"
