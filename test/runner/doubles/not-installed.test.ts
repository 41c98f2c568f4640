import asyncHooks from "node:async_hooks"
import { createRequire } from "node:module"
import type * as Sdk from "@aws/durable-execution-sdk-js"
import type { DurableLambdaHandler as LambdaHandler } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { DoublesNotInstalledError } from "durable-test-runner/errors"
import { expect, test } from "vitest"
import { messageOf } from "../error-text.ts"
import { expectRejection } from "../expect-error.ts"
import { shop } from "./shop.ts"

/** Wraps by a copy of the SDK that found no `AsyncLocalStorage`, as on other runtimes than Node. */
function wrapWithoutStorage(handler: ReturnType<typeof shop>["handler"]): LambdaHandler {
  const require = createRequire(import.meta.url)
  const path = require.resolve("@aws/durable-execution-sdk-js")
  const storage = Object.getOwnPropertyDescriptor(asyncHooks, "AsyncLocalStorage")!
  Reflect.deleteProperty(require.cache, path)
  Object.defineProperty(asyncHooks, "AsyncLocalStorage", { ...storage, get: () => undefined })
  try {
    const { withDurableExecution } = require(path) as typeof Sdk
    return withDurableExecution(handler)
  } finally {
    Object.defineProperty(asyncHooks, "AsyncLocalStorage", storage)
    Reflect.deleteProperty(require.cache, path)
  }
}

test("A double for steps that run where nobody sees them ends the run at the first of them", async () => {
  const { handler, bodies } = shop()
  const runner = new DurableTestRunner({ logs: "capture" })
  runner.mockStep("charge", () => "not really")
  const run = runner.run(wrapWithoutStorage(handler))
  const error = await expectRejection(run, DoublesNotInstalledError)
  expect(error.code).toBe("DOUBLES_NOT_INSTALLED")
  expect(error.execution.status).toBe("RUNNING")
  expect(messageOf(error)).toMatchInlineSnapshot(
    `"mockStep("charge") can do nothing: the SDK in "durable-function" does not run the bodies of its steps in an AsyncLocalStorage of node:async_hooks, as every version of @aws/durable-execution-sdk-js does on Node. Does the test replace node:async_hooks, or the SDK, by a mock of its own?"`,
  )
  expect(bodies).toEqual(["reserve"])
})
