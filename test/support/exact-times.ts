import type { DurableTestRunnerOptions } from "durable-test-runner"

/**
 * For tests that say what happens at which millisecond: the service answers at once, whatever
 * `DURABLE_TEST_RUNNER_DEFAULTS` the suite runs with.
 */
export const exactTimes: Required<Pick<DurableTestRunnerOptions, "checkpointLatency">> = {
  checkpointLatency: { milliseconds: 0 },
}
