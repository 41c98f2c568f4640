import { DurableTestRunner } from "durable-test-runner"

import type { Contestant } from "./contestant.ts"

/** This package, used as its README shows: a new runner per test. */
export const runner: Contestant = {
  async setUp() {},

  async run(scenario) {
    const testRunner = new DurableTestRunner(scenario.isLarge ? { runBudgetMs: Infinity } : {})
    if (scenario.callback !== undefined) {
      const { name, value, count } = scenario.callback
      for (let each = 0; each < count; each++) testRunner.completeCallback(name, value)
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
