import { DurableService } from "../service/durable-service.ts"
import type { Instant } from "../service/instant.ts"
import type { SimulatedFunction } from "../simulation/function-table.ts"
import { World } from "../simulation/world.ts"
import { BlockedExecutionError } from "./blocked-execution-error.ts"
import type { CallbackScript } from "./callback-script.ts"
import { type CallbackListener, CallbackTracker } from "./callback-tracker.ts"
import { describeExecution } from "./describe-execution.ts"
import type { Execution } from "./execution.ts"
import { ExternalSystems, type RegisteredResponder } from "./external-systems.ts"
import type { RunnerSettings } from "./runner-options.ts"
import { ScriptedDeliveries } from "./scripted-deliveries.ts"
import { SuspensionGate } from "./suspension-gate.ts"
import { UnusedScriptError, unusedScripts } from "./unused-script-error.ts"

const DEFAULT_EXECUTION_TIMEOUT_SECONDS = 31_622_400
const RETENTION_DAYS = 14

export interface RegisteredFunction extends SimulatedFunction {
  /** Undefined for a plain function; null for a durable one whose time-out nobody asked for. */
  readonly executionTimeoutSeconds: number | null | undefined
}

export interface StartRequest {
  readonly functionName: string
  readonly name: string | undefined
  readonly payload: string | undefined
}

/** One world with the outside world that the test has scripted for it. */
export class Session {
  readonly world: World
  readonly tracker: CallbackTracker
  readonly deliveries: ScriptedDeliveries
  readonly #externalSystems: ExternalSystems
  readonly #settings: RunnerSettings
  readonly #functions: ReadonlyMap<string, RegisteredFunction>

  constructor(
    settings: RunnerSettings,
    seed: string,
    functions: ReadonlyMap<string, RegisteredFunction>,
    scripts: readonly CallbackScript[],
    responders: readonly RegisteredResponder[],
  ) {
    this.#settings = settings
    this.#functions = functions
    const service = new DurableService({ ...settings.service, seed })
    for (const registered of functions.values()) register(service, registered)
    this.world = new World({
      service,
      functions,
      seed,
      startTime: settings.startTime,
      options: settings.world,
      ...(settings.chooser && { chooser: settings.chooser }),
    })
    const gate = new SuspensionGate(this.world)
    this.deliveries = new ScriptedDeliveries(this.world, gate)
    this.#externalSystems = new ExternalSystems(this.world, gate, responders)
    this.tracker = new CallbackTracker(service, this.#listener())
    this.world.onServiceChange = () => this.tracker.follow()
    this.world.onInvocationEnd = ({ identity }) => {
      if (identity.durableExecutionArn !== undefined) {
        gate.suspended(identity.durableExecutionArn)
      }
    }
    for (const script of scripts) this.script(script)
  }

  script(script: CallbackScript): void {
    this.deliveries.register(script, this.tracker.callbacks)
  }

  /** Delivers a script that names a callback id of this world at once; errors go to the caller. */
  answersById(script: CallbackScript): boolean {
    if (typeof script.name !== "string") return false
    const callback = this.tracker.find(script.name)
    if (callback === undefined || script.afterMs !== undefined) return false
    if (this.world.isDriven) return false
    this.deliveries.deliverNow(script, callback)
    return true
  }

  /** Calls the service: as an event of the world while that is under way, else at once. */
  call<T>(label: string, call: (service: DurableService, now: Instant) => T): Promise<T> {
    return this.world.call(label, () => call(this.world.service, this.world.clock.now))
  }

  start({ functionName, name, payload }: StartRequest): string {
    const { service, clock } = this.world
    const { durableExecutionArn } = service.startExecution(
      {
        functionName,
        qualifier: "$LATEST",
        invocationType: "Event",
        ...(name !== undefined && { name }),
        ...(payload !== undefined && { payload }),
      },
      clock.now,
    )
    return durableExecutionArn
  }

  /**
   * Runs an execution to its end.
   *
   * @throws {BlockedExecutionError} if it waits for what nobody will do.
   * @throws {UnusedScriptError} if a script was not used and the runner does not allow that.
   */
  async finish(arn: string): Promise<Execution> {
    const { world, tracker, deliveries } = this
    const rest = await world.drive(() => this.#isOver(arn))
    const execution = this.describe(arn)
    const unused = unusedScripts(deliveries.scripts)
    if (rest === "idle" && execution.status === "RUNNING") {
      throw new BlockedExecutionError(world, execution, tracker.callbacks, unused)
    }
    if (unused.length > 0 && !this.#settings.allowUnusedScripts) {
      throw new UnusedScriptError(execution, unused, tracker.callbacks)
    }
    return execution
  }

  describe(arn: string): Execution {
    return describeExecution(this.world, arn, this.deliveries.deliveries)
  }

  /** Over with all it has started: its children, and the answers that are to come too late. */
  #isOver(arn: string): boolean {
    const { world } = this
    if (!world.service.isClosed(arn)) return false
    if (world.invocations.size > 0 || this.deliveries.hasDeliveriesToRefuse) return false
    if (this.#externalSystems.active > 0) return false
    return world.service.executionArns().every((started) => world.service.isClosed(started))
  }

  /** A callback that a script answers is not handed to a responder too. */
  #listener(): CallbackListener {
    const { deliveries } = this
    const systems = this.#externalSystems
    return {
      created: (callback) => {
        deliveries.created(callback)
        if (!deliveries.answers(callback)) systems.created(callback)
      },
      submitted: (callback) => {
        deliveries.submitted(callback)
        systems.submitted(callback)
      },
      closed: (callback) => deliveries.closed(callback),
      executionStarted: (arn) => this.#executionStarted(arn),
      executionClosed: (arn) => deliveries.executionClosed(arn),
    }
  }

  #executionStarted(arn: string): void {
    const { functionName } = this.world.service.describeExecution(arn)
    const registered = this.#functions.get(functionName)
    if (registered?.executionTimeoutSeconds === null) this.world.implicitTimeouts.add(arn)
  }
}

function register(service: DurableService, registered: RegisteredFunction): void {
  const { functionName, executionTimeoutSeconds } = registered
  service.registerFunction(
    executionTimeoutSeconds === undefined
      ? { functionName }
      : {
          functionName,
          durableConfig: {
            executionTimeoutSeconds: executionTimeoutSeconds ?? DEFAULT_EXECUTION_TIMEOUT_SECONDS,
            retentionPeriodInDays: RETENTION_DAYS,
          },
        },
  )
}
