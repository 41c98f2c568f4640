import { type Duration, toMilliseconds } from "../text/duration.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { CurrentWorld } from "./current-world.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { assertRunTenancy, type RunOptions, toRunRequest } from "./run-options.ts"
import type { ScriptedWorld } from "./scripted-world.ts"
import { StartedExecution } from "./step-by-step/started-execution.ts"

/** Starts executions that go on only when the test says so. */
export class StartedExecutions {
  readonly #current: CurrentWorld

  constructor(current: CurrentWorld) {
    this.#current = current
  }

  /** @throws {RunnerBusyError} while a `run` is under way. */
  start(handler: LambdaHandler, input: unknown, options: RunOptions | undefined): StartedExecution {
    const { payload, options: read } = toRunRequest("start", handler, input, options)
    const current = this.#current
    current.assertNotRunning()
    assertRunTenancy("start", this.#isTenantIsolated(handler), read)
    const isFirst = current.keepOpenExecutions().length === 0
    const scripted = isFirst ? current.open(handler) : current.world
    const functionName = isFirst ? current.settings.functionName : this.#nameOf(handler)
    const arn = scripted.start({ functionName, payload, ...read })
    const execution = new StartedExecution(scripted, arn)
    current.started(execution)
    return execution
  }

  async advance(duration: Duration): Promise<void> {
    const milliseconds = toMilliseconds(duration, { call: "call advance", path: "the duration" })
    await this.#world().steps.advance(milliseconds)
  }

  async runUntilIdle(): Promise<void> {
    await this.#world().steps.runUntilIdle()
  }

  /** @throws {InvalidArgumentError} if no execution was started. */
  #world(): ScriptedWorld {
    const world = this.#current.worldOfStarted
    if (world !== undefined) return world
    throw new InvalidArgumentError(
      "let time pass",
      "no execution was started",
      "Call runner.start(handler, input) first; run() lets all time pass by itself.",
    )
  }

  #isTenantIsolated(handler: LambdaHandler): boolean {
    const { registrations, settings } = this.#current
    const isFirst = this.#current.keepOpenExecutions().length === 0
    const known = [...registrations.functions.values()].find((one) => one.handler === handler)
    return isFirst || known === undefined ? settings.tenantIsolated : known.tenantIsolated === true
  }

  /** Another handler in a world that has one already is another function. */
  #nameOf(handler: LambdaHandler): string {
    const current = this.#current
    const { functions } = current.registrations
    const known = [...functions.values()].find((registered) => registered.handler === handler)
    if (known !== undefined) return known.functionName
    const { functionName } = current.settings
    let number = 2
    while (functions.has(`${functionName}-${number}`)) number++
    const name = `${functionName}-${number}`
    current.addFunction({ ...current.functionUnderTest(handler), functionName: name })
    return name
  }
}
