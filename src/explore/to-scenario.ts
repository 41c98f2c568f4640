import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import type { ExploreOptions } from "./explore-options.ts"
import type { Scenario } from "./scenario.ts"

/** What is explored, of what a test passes. */
export function toScenario<Runner extends ScriptedRunner>(
  handler: LambdaHandler,
  options: ExploreOptions<Runner>,
  createRunner: Scenario<Runner>["createRunner"],
): Scenario<Runner> {
  const { createHandler, input, prepare = () => {}, observe = () => undefined } = options
  return {
    handler,
    createHandler,
    input,
    prepare,
    observe,
    runnerOptions: options.runner ?? {},
    createRunner,
  }
}
