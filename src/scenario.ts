import "./world/limits/supported-runtime.ts"

export { LoadedScenario, readScenario } from "./scenario/read-scenario.ts"
export type { ScenarioTarget } from "./scenario/actions.ts"
export type { CheckedOutcome } from "./scenario/expected-outcome.ts"
export type {
  CallbackAction,
  DurationText,
  ExpectedOutcome,
  FunctionAction,
  HeartbeatAction,
  PlainCallbackAction,
  Scenario,
  StepAction,
} from "./scenario/scenario.ts"
