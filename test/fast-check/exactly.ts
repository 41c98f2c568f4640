import type { DurableTestRunnerOptions } from "durable-test-runner"
import { exactTimes } from "../support/exact-times.ts"
import { onePage } from "../support/one-page.ts"

/** For tests that say what a schedule comes to, whatever `DURABLE_TEST_RUNNER_DEFAULTS` there are. */
export const exactly: DurableTestRunnerOptions = { ...exactTimes, ...onePage, replay: "as-needed" }
