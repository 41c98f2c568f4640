import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { watching } from "../world/limits/watchdog.ts"
import type { CurrentWorld } from "./current-world.ts"
import type { Execution } from "./results/execution.ts"
import {
  type RunOptions,
  type RunOverrides,
  assertRunTenancy,
  toRunRequest,
} from "./run-options.ts"
import { ExecutionsOpenError } from "./step-by-step/step-by-step-errors.ts"

/** Runs executions from their start to their end. */
export class Runs {
  readonly #current: CurrentWorld

  constructor(current: CurrentWorld) {
    this.#current = current
  }

  /**
   * @param overrides how the world of this run differs from a plain one: for the check of replays, and
   *   for runs by a schedule.
   * @throws {RunnerBusyError} while another run of this runner is under way.
   * @throws {ExecutionsOpenError} while an execution that was started is open.
   */
  async run(
    handler: LambdaHandler,
    input: unknown,
    options: RunOptions | undefined,
    overrides: RunOverrides = {},
  ): Promise<Execution> {
    const { method = "run" } = overrides
    const { payload, options: read } = toRunRequest(method, handler, input, options)
    const current = this.#current
    current.assertNotRunning()
    const open = current.openExecutions
    if (open.length > 0) throw new ExecutionsOpenError(open.map(({ arn }) => arn))
    assertRunTenancy(method, current.settings.tenantIsolated, read)
    const scripted = current.open(handler, overrides)
    overrides.prepare?.(scripted.world, scripted)
    const { functionName } = current.settings
    return current.whileRunning(async () =>
      scripted.finish(scripted.start({ functionName, payload, ...read })),
    )
  }

  /** Has the watchdog look at work that goes on between runs as well. @param what is done, for people. */
  async watching<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { watchdogMs } = this.#current.settings.world
    return watching({ watchdogMs, whereabouts: () => `  ${what}\n` }, work)
  }
}
