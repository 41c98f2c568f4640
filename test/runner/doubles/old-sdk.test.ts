import "durable-test-runner/register"
import { DurableTestRunner } from "durable-test-runner"
import { DoublesNotInstalledError } from "durable-test-runner/errors"
import { withDurableExecution as withOldSdk } from "sdk-2.2.0"
import { expect, test } from "vitest"
import { messageOf } from "../error-text.ts"
import { expectRejection } from "../expect-error.ts"
import { shop } from "./shop.ts"

test("an SDK that has no plugins gives the same error", async () => {
  const { handler, bodies } = shop()
  const runner = new DurableTestRunner()
  runner.failStep("charge", "offline")
  runner.delayStep("reserve", { seconds: 1 })
  const run = runner.run(withOldSdk(handler as never))
  const error = await expectRejection(run, DoublesNotInstalledError)
  expect(messageOf(error)).toMatchInlineSnapshot(
    `"failStep("charge") and delayStep("reserve") can do nothing: "durable-function" was wrapped by withDurableExecution before the runner's plugin was there, or its SDK is older than 2.3. Import "durable-test-runner/register" before the handler: in vitest, test: { setupFiles: ["durable-test-runner/register"] }."`,
  )
  expect(bodies).toEqual(["reserve"])
})

test("A handler with an old SDK runs without doubles", async () => {
  const { handler } = shop()
  expect((await new DurableTestRunner().run(withOldSdk(handler as never))).result).toBe("charge")
})
