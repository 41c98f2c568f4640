import type { CreateHandler } from "../world/invocation/function-table.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { DurableTestRunnerOptions } from "../runner/options/runner-options.ts"
import type { RunOptions } from "../runner/run-options.ts"
import type { BodyResults } from "./body-results.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"

/** Looks at the outside world of a run. @param bodies what the bodies of steps have returned so far. */
export type Observe = (bodies: () => BodyResults) => unknown

/** What is explored: a handler and the world around it, both made anew for every schedule. */
export interface Scenario<Runner extends ScriptedRunner = ScriptedRunner> {
  readonly handler: LambdaHandler
  readonly createHandler: CreateHandler | undefined
  readonly input: unknown
  readonly runOptions?: RunOptions
  readonly prepare: (runner: Runner) => void
  /** The state of the outside world, which the handler's steps change. */
  readonly observe: Observe
  /** What of it counts as an outcome. Absent where that is all of it. */
  readonly outcome?: Observe | undefined
  readonly runnerOptions: DurableTestRunnerOptions
  readonly createRunner: (options: DurableTestRunnerOptions) => Runner
}
