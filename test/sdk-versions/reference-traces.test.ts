import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { CALLBACK_CASES } from "./callback-cases.ts"
import { CONTEXT_CASES } from "./context-cases.ts"
import { eventsOf } from "./events-of.ts"
import { SDKS, VERSIONS } from "./sdks.ts"
import { STEP_CASES } from "./step-cases.ts"

const CASES = [...STEP_CASES, ...CALLBACK_CASES, ...CONTEXT_CASES]

describe.each(VERSIONS)("SDK %s", (version) => {
  test.each(CASES)("$title", async ({ handler, prepare, expected }) => {
    const sdk = SDKS[version]
    const runner = new DurableTestRunner()
    prepare?.(runner, sdk)
    const { history } = await runner.run(handler(sdk), {})
    expect(eventsOf(history)).toEqual(expected)
  })
})
