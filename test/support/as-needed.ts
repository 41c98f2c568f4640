import type { DurableTestRunnerOptions } from "durable-test-runner"

/**
 * For tests that count how often the code of a handler runs, or look at one of its runs: it starts
 * over when the service invokes it anew, whatever `DURABLE_TEST_RUNNER_DEFAULTS` the suite runs with.
 */
export const asNeeded: Required<Pick<DurableTestRunnerOptions, "replay">> = { replay: "as-needed" }
