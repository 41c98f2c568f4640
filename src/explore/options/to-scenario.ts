import { answerAtOnce } from "../../text/answer-at-once.ts"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { ExploreOptions } from "./explore-options.ts"
import type { Surroundings } from "../../schedule/run-plan.ts"
import type { Observe, Scenario } from "../../schedule/scenario.ts"

const CALL = "call explore"

/** Real: no step that a search runs hundreds of times computes for that long. */
const WATCHDOG_MS = 3_000

/** What the options of an exploration make of a handler. */
export function toScenario<Runner extends ScriptedRunner>(
  handler: LambdaHandler,
  options: ExploreOptions<Runner>,
  createRunner: Scenario<Runner>["createRunner"],
): Scenario<Runner> {
  const { createHandler, input, prepare, runner = {}, run = {} } = options
  const outcome = observing("outcome", options.outcome)
  const observe = observing("observe", options.observe) ?? outcome
  return {
    handler,
    createHandler,
    input,
    runOptions: run,
    prepare: (made) => {
      answerAtOnce(CALL, "prepare", prepare?.(made) as unknown)
    },
    observe: observe ?? (() => undefined),
    outcome,
    // Somebody has to notice a handler that loops without yielding: no search can.
    runnerOptions: { watchdogMs: WATCHDOG_MS, ...runner },
    createRunner,
  }
}

function observing(
  name: "observe" | "outcome",
  given: "bodies" | (() => unknown) | undefined,
): Observe | undefined {
  if (given === undefined) return undefined
  if (given === "bodies") return (bodies) => bodies()
  return () => answerAtOnce(CALL, name, given())
}

/** Other times and seeds to make the same run in: what differs then depends on these. */
export function otherSurroundings<Runner extends ScriptedRunner>(
  { runnerOptions: { seed = 0 } }: Scenario<Runner>,
  startTime: number,
): readonly [Surroundings, Surroundings] {
  return [
    { seed: `${seed}/perturbed`, startTime: startTime + PERTURBATION_MS },
    { seed: `${seed}/perturbed again`, startTime: startTime + 2 * PERTURBATION_MS + 9_176_001 },
  ]
}

/** Another day of the week, another hour, minute, second and millisecond. */
const PERTURBATION_MS = 3 * 86_400_000 + 5 * 3_600_000 + 7 * 60_000 + 11_013
