import { EventEmitter } from "node:events"
import type { MessagePort } from "node:worker_threads"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { makeRuns } from "../../../src/explore/workers/worker.ts"

/** Refuses what has a default export that is no object, as if its description could not be cloned. */
class StrictPort extends EventEmitter {
  readonly sent: unknown[] = []

  postMessage(message: { kind: string }): void {
    if (JSON.stringify(message).includes("no-default-export")) structuredClone(() => {})
    this.sent.push(message)
  }
}

test("a thread says why it cannot answer", async () => {
  const port = new StrictPort()
  await makeRuns(
    port as unknown as MessagePort,
    { durableTestRunnerTask: "explore", module: "data:text/javascript,export default 5" },
    (options) => new DurableTestRunner(options),
  )
  expect(port.sent).toMatchObject([
    {
      kind: "not-sent",
      error: { name: "DataCloneError", message: "() => {} could not be cloned." },
    },
  ])
})

test("a module that was compiled to CommonJS has its default export further down", async () => {
  const port = new StrictPort()
  const module = "data:text/javascript,export default { __esModule: true, default: { handler: 5 } }"
  await makeRuns(
    port as unknown as MessagePort,
    { durableTestRunnerTask: "explore", module },
    (options) => new DurableTestRunner(options),
  )
  expect(port.sent).toMatchObject([{ kind: "unusable", problem: { kind: "no-handler" } }])
})
