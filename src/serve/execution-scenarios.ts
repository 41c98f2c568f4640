import type { Execution } from "../runner/results/execution.ts"
import { CallbackScripts } from "../runner/callbacks/callback-scripts.ts"
import { StepDoubleCalls } from "../runner/doubles/step-double-calls.ts"
import type { ScriptedWorld } from "../runner/scripted-world.ts"
import type { LoadedScenario } from "../scenario/read-scenario.ts"
import type { ScenarioTarget } from "../scenario/actions.ts"
import type { ExecutionListener, ServedExecution } from "./served-executions.ts"

/** A scenario, and the function whose executions it is for; undefined is any. */
export interface ServedScenario {
  readonly scenario: LoadedScenario
  readonly functionName: string | undefined
}

interface ExecutionScenariosParts {
  readonly scripted: ScriptedWorld
  readonly scenarios: readonly ServedScenario[]
  /** Whether the steps of a function can be replaced: its code runs in this process. */
  readonly runsHere: (functionName: string) => boolean
  readonly differs: (execution: Execution, differences: readonly string[]) => void
}

/** Gives each execution that is started from outside what the scenarios say, as if it were the only one. */
export class ExecutionScenarios implements ExecutionListener {
  readonly #parts: ExecutionScenariosParts

  constructor(parts: ExecutionScenariosParts) {
    this.#parts = parts
    // What is to see the bodies of steps has to be there before the first of them runs.
    if (parts.scenarios.length > 0) parts.scripted.doubles.install()
  }

  started({ arn, rootArn, functionName }: ServedExecution): void {
    if (arn !== rootArn) return
    for (const scenario of this.#scenariosOf(functionName)) {
      scenario.applyTo(this.#targetFor(arn, functionName))
    }
  }

  ended({ arn, rootArn, functionName }: ServedExecution): void {
    if (arn !== rootArn) return
    const { scripted, differs } = this.#parts
    for (const scenario of this.#scenariosOf(functionName)) {
      if (Object.keys(scenario.expected).length === 0) continue
      const execution = scripted.describe(arn)
      const differences = scenario.differencesOf(execution)
      if (differences.length > 0) differs(execution, differences)
    }
    scripted.deliveries.forget(arn)
    scripted.doubles.forget(arn)
  }

  #scenariosOf(functionName: string): LoadedScenario[] {
    return this.#parts.scenarios
      .filter((each) => (each.functionName ?? functionName) === functionName)
      .map(({ scenario }) => scenario)
  }

  #targetFor(within: string, functionName: string): ScenarioTarget {
    const { scripted, runsHere } = this.#parts
    const scripts = new CallbackScripts({
      addScript: (script) => scripted.script({ ...script, within }),
    })
    const doubles = new StepDoubleCalls({
      addDouble(double) {
        if (runsHere(functionName)) scripted.doubles.add({ ...double, within })
      },
    })
    return {
      completeCallback: (...given) => scripts.complete(...given),
      failCallback: (...given) => scripts.fail(...given),
      heartbeatCallback: (...given) => scripts.heartbeat(...given),
      timeoutCallback: (...given) => scripts.timeOut(...given),
      mockStep: (...given) => doubles.mock(...given),
      failStep: (...given) => doubles.fail(...given),
      delayStep: (...given) => doubles.delay(...given),
      interruptStep: (...given) => doubles.interrupt(...given),
      // Functions are there for all executions.
      mockFunction() {},
    }
  }
}

/** The functions that a scenario stands in for, and nothing else of it. */
export function mockFunctionsOf(
  scenario: LoadedScenario,
  mockFunction: ScenarioTarget["mockFunction"],
): void {
  scenario.applyTo({ ...nobody(), mockFunction })
}

/** Whether a scenario stands in for the bodies of steps. */
export function replacesSteps(scenario: LoadedScenario): boolean {
  let isSeen = false
  const seen = (): void => void (isSeen = true)
  const steps = { mockStep: seen, failStep: seen, delayStep: seen, interruptStep: seen }
  scenario.applyTo({ ...nobody(), ...steps })
  return isSeen
}

const nothing = (): void => {}

function nobody(): ScenarioTarget {
  return {
    completeCallback: nothing,
    failCallback: nothing,
    heartbeatCallback: nothing,
    timeoutCallback: nothing,
    mockStep: nothing,
    failStep: nothing,
    delayStep: nothing,
    interruptStep: nothing,
    mockFunction: nothing,
  }
}
