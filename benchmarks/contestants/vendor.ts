import {
  LocalDurableTestRunner,
  WaitingOperationStatus,
} from "@aws/durable-execution-sdk-js-testing"

import type { Contestant } from "./contestant.ts"

/**
 * The vendor's local runner, skipping time, used as its README shows: a new runner per test.
 *
 * Its invocations are not verified: skipping time, it advances the SDK's own timers, so ten waits
 * are two invocations here and eleven in the service.
 */
export const vendor: Contestant = {
  async setUp() {
    await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true })
  },

  async run(scenario) {
    const runner = new LocalDurableTestRunner({ handlerFunction: scenario.handler })
    const running = runner.run({ payload: {} })
    if (scenario.callback !== undefined) {
      const callback = runner.getOperation(scenario.callback.name)
      await callback.waitForData(WaitingOperationStatus.SUBMITTED)
      await callback.sendCallbackSuccess(scenario.callback.value)
    }
    const execution = await running
    return { status: execution.getStatus(), result: execution.getResult() }
  },

  async tearDown() {
    await LocalDurableTestRunner.teardownTestEnvironment()
  },
}
