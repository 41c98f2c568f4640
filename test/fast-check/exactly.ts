import type { DurableTestRunnerOptions } from "durable-test-runner"
import { exactTimes } from "../exact-times.ts"
import { onePage } from "../one-page.ts"

/** For tests that say what a schedule comes to, whatever `DURABLE_TEST_RUNNER_DEFAULTS` there are. */
export const exactly: DurableTestRunnerOptions = { ...exactTimes, ...onePage, replay: "as-needed" }
