import { createRequire } from "node:module"
import {
  type DurableContext,
  type DurableInstrumentationPlugin,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { durableExecutionPluginProvider as here } from "../../../src/register/plugin.ts"

/** What Node loads is another copy than what vitest loads, as is what `require` gives a user. */
const native = createRequire(import.meta.url)("../../../src/register/plugin.ts") as {
  readonly durableExecutionPluginProvider: typeof here
}
const elsewhere = native.durableExecutionPluginProvider

const CHARGE = async (_event: unknown, context: DurableContext): Promise<string> =>
  context.step("charge", async () => "really")

function toPlugin(provider: typeof here): DurableInstrumentationPlugin {
  return provider.createPlugin()
}

test("the copies are different ones", () => {
  expect(elsewhere).not.toBe(here)
  expect(elsewhere.pluginType).not.toBe(here.pluginType)
})

test.each([
  ["this", [here]],
  ["another", [elsewhere]],
  ["this and another", [here, elsewhere]],
])("a plugin of %s copy of the package reaches the runner, once", async (_which, providers) => {
  const plugins: DurableInstrumentationPlugin[] = providers.map(toPlugin)
  const handler = withDurableExecution(CHARGE, { plugins })
  const runner = new DurableTestRunner()
  const { calls } = runner.mockStep(
    "charge",
    async (_attempt, body) => `mock of ${String(await body())}`,
  )
  expect((await runner.run(handler)).result).toBe("mock of really")
  expect(calls).toHaveLength(1)
})

test("outside of a run the plugin runs the body as it is", async () => {
  const plugin = here.createPlugin() as {
    onInvocationStart(): void
    wrapOperationAttemptFn(attempt: { readonly id: string }, body: () => unknown): unknown
  }
  plugin.onInvocationStart()
  expect(plugin.wrapOperationAttemptFn({ id: "1" }, () => "body")).toBe("body")
  const fail = (): never => {
    throw new Error("of the body")
  }
  expect(() => plugin.wrapOperationAttemptFn({ id: "1" }, fail)).toThrow("of the body")
})
