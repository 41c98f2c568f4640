import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import type { Around } from "../zoo/bug.ts"
import { suiteDefaults } from "../zoo/explore-bug.ts"
import { withLatencies } from "../zoo/latencies.ts"
import { correct } from "./correct-shapes.ts"

const LONG_MS = 120_000

/** Of the long run of the tests: `npm run test:fuzz`. */
const factor = Number(process.env["FUZZ_FACTOR"] ?? 1)

const variants: readonly (readonly [title: string, around: Around, schedules: number])[] = [
  ["as it stands", (handler) => handler, 150],
  ["with random latencies", withLatencies({ beforeMs: 50, afterMs: 50 }), 60],
]

describe.each(variants)("A handler that is right passes %s", (_title, around, schedules) => {
  test.each(Object.entries(correct))("%s", { timeout: LONG_MS }, async (name, make) => {
    const { handler, ...outside } = make()
    const { passed, message } = await explore(withDurableExecution(around(handler)), {
      ...{ name, ...outside },
      failures: false,
      progress: false,
      maxSchedules: schedules * factor,
      runner: suiteDefaults,
    })
    expect(passed, message).toBe(true)
  })
})
