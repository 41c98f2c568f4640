import type { Execution } from "durable-test-runner"
import { expect, test } from "vitest"
import { REFERENCE_CASES } from "../sdk-versions/reference-cases.ts"
import { runCase } from "../sdk-versions/run-case.ts"
import { type GoldenTrace, RECORDED, renderGolden } from "../support/golden-traces.ts"
import { traceOf } from "../traces/render-trace.ts"
import * as steps from "../traces/runs/steps.ts"
import * as waits from "../traces/runs/waits.ts"
import * as callbacks from "../traces/runs/callbacks.ts"
import * as waitForCallback from "../traces/runs/wait-for-callback.ts"
import * as contexts from "../traces/runs/contexts.ts"
import * as invokes from "../traces/runs/invokes.ts"
import * as crashes from "../traces/runs/crashes.ts"

type Run = () => Promise<Execution | { readonly execution: Execution }>

const RUNS: readonly (readonly [title: string, run: Run])[] = [
  ["greeting step", steps.greetingStep],
  ["step that fails once", steps.stepThatFailsOnce],
  ["step that exhausts its retries", steps.stepThatExhaustsItsRetries],
  ["condition of three checks", steps.conditionOfThreeChecks],
  ["handler that fails at once", steps.handlerThatFailsAtOnce],
  ["step without retry", steps.stepWithoutRetry],
  ["wait of two seconds", waits.waitOfTwoSeconds],
  ["waits that end together", waits.waitsThatEndTogether],
  ["completed callback", callbacks.completedCallback],
  ["timed out callback", callbacks.timedOutCallback],
  ["failed callback", callbacks.failedCallback],
  ["callback during a wait", callbacks.callbackDuringAWait],
  ["two callbacks", callbacks.twoCallbacks],
  ["callbacks in reverse", callbacks.callbacksInReverse],
  ["answered wait for callback", waitForCallback.answeredWaitForCallback],
  ["submitter that fails twice", waitForCallback.submitterThatFailsTwice],
  ["submitter that fails once", waitForCallback.submitterThatFailsOnce],
  ["child context", contexts.childContext],
  ["large child result", contexts.largeChildResult],
  ["sequential branches", contexts.sequentialBranches],
  ["invoke of a durable function", invokes.invokeOfADurableFunction],
  ["invoke of a plain function", invokes.invokeOfAPlainFunction],
  ["invoke of no function", invokes.invokeOfNoFunction],
  ["crash without retry", crashes.crashWithoutRetry],
  ["crash with retry", crashes.crashWithRetry],
  ["crash in a child", crashes.crashInAChild],
]

/**
 * The whole event traces of the reference handlers. Tests elsewhere assert the events that they are
 * about; this file pins every event, its order and its instant, so that a change of the service or of
 * the runner shows as one diff and in one place.
 *
 * To update it, run `npx vitest run test/golden -u` and read the diff of `traces.golden.txt`. A section
 * "recorded from AWS" is what the real service did, and each version of the SDK is compared with it: such
 * a section changes only where there is a new recording.
 */
test("Each reference handler records the trace in the golden file", async () => {
  const traces: GoldenTrace[] = []
  for (const referenceCase of REFERENCE_CASES) {
    const lines = await runCase(referenceCase, "2.4.0")
    traces.push({ title: `${RECORDED}${referenceCase.title}`, lines })
  }
  for (const [title, run] of RUNS) {
    const ended = await run()
    const execution = "execution" in ended ? ended.execution : ended
    traces.push({ title, lines: traceOf(execution) })
    const [{ childExecution } = {}] = execution.operations
    if (childExecution !== undefined) {
      traces.push({ title: `${title}, its child execution`, lines: traceOf(childExecution) })
    }
  }
  await expect(renderGolden(traces)).toMatchFileSnapshot("traces.golden.txt")
})
