import { DurableTestRunner } from "durable-test-runner"

import type { Contestant } from "./contestant.ts"

/** This package, used as its README shows: a new runner per test. */
export const runner: Contestant = {
  async setUp() {},

  async run(scenario) {
    const testRunner = new DurableTestRunner()
    if (scenario.callback !== undefined) {
      testRunner.completeCallback(scenario.callback.name, scenario.callback.value)
    }
    const execution = await testRunner.run(scenario.handler, {})
    return {
      status: execution.status,
      result: execution.result,
      invocations: execution.invocations.length,
    }
  },

  async tearDown() {},
}
