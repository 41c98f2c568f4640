import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { DoublesNotInstalledError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { messageOf } from "../error-text.ts"
import { expectRejection } from "../expect-error.ts"
import { shop } from "./shop.ts"

test("the main entry does not register the plugin: it has its price", () => {
  expect(process.env["DURABLE_EXECUTION_PLUGINS"]).toBeUndefined()
})

test("a double for a handler that was wrapped without the plugin ends the run at its first step", async () => {
  const { handler, bodies } = shop()
  const runner = new DurableTestRunner()
  runner.mockStep("charge", () => "not really")
  const run = runner.run(withDurableExecution(handler))
  const error = await expectRejection(run, DoublesNotInstalledError)
  expect(error.code).toBe("DOUBLES_NOT_INSTALLED")
  expect(error.execution.status).toBe("RUNNING")
  expect(messageOf(error)).toMatchInlineSnapshot(
    `"mockStep("charge") can do nothing: "durable-function" was wrapped by withDurableExecution before the runner's plugin was there, or its SDK is older than 2.3. Import "durable-test-runner/register" before the handler: in vitest, test: { setupFiles: ["durable-test-runner/register"] }."`,
  )
  expect(bodies).toEqual(["reserve"])
})
