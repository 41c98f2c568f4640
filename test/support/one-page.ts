import type { DurableTestRunnerOptions } from "durable-test-runner"

/**
 * For tests that look at the state as the service hands it out: all of it on one page, whatever
 * `DURABLE_TEST_RUNNER_DEFAULTS` the suite runs with.
 */
export const onePage: Required<Pick<DurableTestRunnerOptions, "pageSize">> = { pageSize: 1_000 }
