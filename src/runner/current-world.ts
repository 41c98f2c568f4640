import { replayAlways } from "../world/choices/always-replay.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { CallbackScript } from "./callbacks/callback-script.ts"
import type { ScriptTarget } from "./callbacks/callback-scripts.ts"
import { assertDeclared } from "./callbacks/declared-callbacks.ts"
import { callOf } from "./callbacks/script-options.ts"
import type { StepDouble } from "./doubles/step-double.ts"
import type { DoubleTarget } from "./doubles/step-double-calls.ts"
import { RunnerBusyError } from "./options/runner-errors.ts"
import type { RunnerSettings } from "./options/runner-options.ts"
import { settingsOf as serviceSettingsOf } from "../service/values/service-options.ts"
import type { RegisteredFunction, ServiceLocality } from "./register-function.ts"
import type { Registrations } from "./registrations.ts"
import type { ReplayExecution } from "./results/replay-verdict.ts"
import { type RunOverrides, settingsFor } from "./run-options.ts"
import { ScriptedWorld } from "./scripted-world.ts"
import type { StartedExecution } from "./step-by-step/started-execution.ts"
import type { RegisteredResponder } from "./systems/responder.ts"

/**
 * The world of the run under way, or of the last one. It makes the next world, and knows whether what a
 * test registers is for the world that exists or for the next.
 */
export class CurrentWorld implements ScriptTarget, DoubleTarget {
  readonly settings: RunnerSettings
  readonly registrations: Registrations
  readonly #replayExecution: ReplayExecution
  #world: ScriptedWorld | undefined
  #runs = 0
  #lastSeed: string | undefined
  #isRunning = false
  #started: StartedExecution[] = []

  constructor(
    settings: RunnerSettings,
    registrations: Registrations,
    replayExecution: ReplayExecution,
  ) {
    this.settings = settings
    this.registrations = registrations
    this.#replayExecution = replayExecution
  }

  /** The world; before the first run, one in which nothing has happened. */
  get world(): ScriptedWorld {
    this.#world ??= this.#make({})
    return this.#world
  }

  /** Where its service is. */
  get locality(): ServiceLocality {
    const { region, accountId } = serviceSettingsOf(this.settings.service)
    return { region, accountId }
  }

  get openExecutions(): StartedExecution[] {
    return this.#started.filter(({ status }) => status === "RUNNING")
  }

  /** The world of the executions that were started; undefined if none was. */
  get worldOfStarted(): ScriptedWorld | undefined {
    return this.#started.length > 0 ? this.#world : undefined
  }

  /** Makes the world of a run in which `handler` is the function under test. */
  open(handler: LambdaHandler, overrides: RunOverrides = {}): ScriptedWorld {
    const { functionName } = this.settings
    const { createHandler } = overrides
    const tested = this.functionUnderTest(handler)
    this.registrations.functions.set(functionName, {
      ...tested,
      ...(createHandler && { createHandler }),
    })
    this.#world = this.#make(overrides)
    return this.#world
  }

  /** @throws {RunnerBusyError} while a `run` is under way. */
  assertNotRunning(): void {
    if (this.#isRunning) throw new RunnerBusyError()
  }

  async whileRunning<T>(work: () => Promise<T>): Promise<T> {
    this.#started = []
    this.#isRunning = true
    try {
      return await work()
    } finally {
      this.#isRunning = false
    }
  }

  /** Forgets those that have ended. */
  keepOpenExecutions(): StartedExecution[] {
    this.#started = this.openExecutions
    return this.#started
  }

  started(execution: StartedExecution): void {
    this.#started.push(execution)
  }

  functionUnderTest(handler: LambdaHandler): RegisteredFunction {
    const { functionName, functionTimeoutMs, functionTimeoutIsExplicit, executionTimeoutSeconds } =
      this.settings
    return {
      functionName,
      tenantIsolated: this.settings.tenantIsolated,
      handler,
      durable: true,
      timeoutMs: functionTimeoutMs,
      timeoutIsExplicit: functionTimeoutIsExplicit,
      executionTimeoutSeconds: executionTimeoutSeconds ?? null,
    }
  }

  addFunction(registered: RegisteredFunction): void {
    this.registrations.functions.set(registered.functionName, registered)
    this.#world?.registerFunction(registered)
  }

  addDouble(double: StepDouble): void {
    if (this.#isUnderWay) this.#world?.doubles.add(double)
    else this.registrations.doubles.push(double)
  }

  /** A responder gets what is pending in the run under way, if there is one. */
  addResponder(responder: RegisteredResponder): void {
    const { pattern } = responder
    assertDeclared(callOf("onCallback", pattern), pattern, this.settings.callbacks)
    this.registrations.responders.push(responder)
    if (this.#isUnderWay) this.#world?.responderAdded()
  }

  addScript(script: CallbackScript): void {
    const scripted = this.#world
    if (scripted?.answersById(script) === true) return
    assertDeclared(script.call, script.name, this.settings.callbacks)
    if (this.#isUnderWay || scripted?.world.isDriven === true) scripted?.script(script)
    else this.registrations.scripts.push(script)
  }

  /** A run, or an execution that was started and has not ended. */
  get #isUnderWay(): boolean {
    return this.#isRunning || this.openExecutions.length > 0
  }

  /** Every run has ids of its own, so that an id of an earlier run is unknown to a later one. */
  #make(overrides: RunOverrides): ScriptedWorld {
    const { replaysAlways = this.settings.world.replaysAlways, repeatsSeed = false } = overrides
    const scripted = new ScriptedWorld(
      settingsFor(this.settings, overrides),
      seedOf(this.#nextSeed(repeatsSeed), overrides),
      this.registrations.takeForRun(),
      this.#replayExecution,
    )
    if (replaysAlways) replayAlways(scripted.world)
    return scripted
  }

  #nextSeed(repeatsSeed: boolean): string {
    if (repeatsSeed && this.#lastSeed !== undefined) return this.#lastSeed
    const { seed } = this.settings
    this.#lastSeed = this.#runs === 0 ? seed : `${seed}/${this.#runs}`
    this.#runs++
    return this.#lastSeed
  }
}

function seedOf(seed: string, { draw }: RunOverrides): string {
  return draw === undefined ? seed : `${seed}/draw ${draw}`
}
