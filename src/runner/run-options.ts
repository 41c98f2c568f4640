import { ServiceError } from "../service/wire/service-errors.ts"
import type { ServiceOptions } from "../service/values/service-options.ts"
import type { Chooser } from "../world/events/chooser.ts"
import type { CreateHandler } from "../world/invocation/function-table.ts"
import type { WorldOptions } from "../world/world-options.ts"
import type { World } from "../world/world.ts"
import { toJson } from "../text/callback-payload.ts"
import { oneOf, text } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import type { LogMode } from "./options/log-mode.ts"
import { showValue } from "../text/values/show-value.ts"
import { assertHandler } from "./options/runner-errors.ts"
import type { RunnerSettings } from "./options/runner-options.ts"
import type { ScriptedWorld, ScriptedWorldSettings } from "./scripted-world.ts"

export interface RunOptions {
  /** The execution's name. Default: the service makes one, from the seed. */
  readonly name?: string
  /**
   * How Lambda's Invoke starts the execution. `"RequestResponse"` is for a caller that waits for the
   * result: input and result may have 6 MB. Default `"Event"`: they may have 1 MB.
   */
  readonly invocationType?: "RequestResponse" | "Event"
  /** The tenant for whom a tenant-isolated function is invoked. */
  readonly tenantId?: string
}

/** How a run differs from a plain one. */
export interface RunOverrides {
  /** The method that the test has called, for messages. Default `run`. */
  readonly method?: string
  readonly chooser?: Chooser | undefined
  /** Whether the handler starts over after every checkpoint. Default: as the runner's options say. */
  readonly replaysAlways?: boolean
  /** Ids and random numbers of the run before this one, instead of new ones. */
  readonly repeatsSeed?: boolean
  /** Sees the world before anything happens in it. */
  readonly prepare?: (world: World, scripted: ScriptedWorld) => void
  /** Makes the handler that a new container has. */
  readonly createHandler?: CreateHandler | undefined
  /** A script that comes too late, or is never used, is part of what is looked at. Default false. */
  readonly isLenient?: boolean
  /** How many operations a page of state holds; undefined is the runner's own. */
  readonly pageSize?: number | undefined
  /** Which of other sequences of ids and random numbers the run has; undefined is that of the seed. */
  readonly draw?: number | undefined
  /** Options of the service that the test may have set otherwise. */
  readonly serviceDefaults?: ServiceOptions
  readonly world?: Partial<WorldOptions>
  /** What becomes of what it logs, where the test leaves that open. Default `"print"`. */
  readonly logs?: LogMode | undefined
}

/** What each option of a run takes. */
export const RUN_OPTIONS: OptionSpec<RunOptions> = {
  name: text(
    /^[a-zA-Z0-9-_]{1,64}$/u,
    "The service allows 1 to 64 letters, digits, hyphens and underscores.",
  ),
  invocationType: oneOf(["RequestResponse", "Event"]),
  tenantId: text(
    /^[a-zA-Z0-9._:/=+\-@ ]{1,256}$/u,
    "Lambda allows 1 to 256 letters, digits, spaces and characters of . _ : / = + - @",
  ),
}

/** What a run is given, checked. */
export interface RunRequest {
  readonly payload: string | undefined
  readonly options: RunOptions
}

/**
 * @throws {InvalidArgumentError}
 * @throws {UnserializableValueError}
 */
export function toRunRequest(
  method: string,
  handler: unknown,
  input: unknown,
  options: unknown,
): RunRequest {
  assertHandler(`call ${method}`, handler)
  const read = readOptions(`call ${method}`, options, RUN_OPTIONS)
  const payload = input === undefined ? undefined : toJson(input, `the input of ${method}`)
  return { payload, options: read }
}

/**
 * @param tenantIsolated whether the function has tenant isolation.
 * @throws {InvalidArgumentError} if a run of it has a tenant where it may not, or none where it needs one.
 */
export function assertRunTenancy(
  method: string,
  tenantIsolated: boolean,
  { tenantId }: RunOptions,
): void {
  if (tenantIsolated === (tenantId !== undefined)) return
  throw new InvalidArgumentError(
    `call ${method}`,
    tenantId === undefined
      ? "the function is tenant-isolated, and the run has no tenantId"
      : `the tenantId is ${showValue(tenantId)}, and the function is not tenant-isolated`,
    tenantId === undefined
      ? `Pass one: runner.${method}(handler, input, { tenantId: "blue" }).`
      : "Make the runner with { tenantIsolated: true }, or leave the tenantId out.",
  )
}

/** What Lambda says of an input that is too large, and which option lets a run have it. */
export function withAdviceOnSize(
  error: unknown,
  invocationType: RunOptions["invocationType"],
): unknown {
  const isTooLarge = error instanceof ServiceError && error.name === "RequestTooLargeException"
  if (!isTooLarge || invocationType === "RequestResponse") return error
  return new ServiceError(
    error.name,
    `${error.message}. The run invokes the function asynchronously: a caller that waits may send ` +
      'more, { invocationType: "RequestResponse" }.',
  )
}

/** The settings of a runner for a run that differs in something. */
export function settingsFor(
  settings: RunnerSettings,
  overrides: RunOverrides,
): ScriptedWorldSettings {
  const { chooser = settings.chooser, isLenient = false, pageSize, serviceDefaults } = overrides
  const logs = settings.logs ?? overrides.logs ?? "print"
  const world = { ...settings.world, ...overrides.world, printsLogs: logs === "print" }
  const service = {
    ...serviceDefaults,
    ...settings.service,
    ...(pageSize !== undefined && { pageSize }),
  }
  return { ...settings, chooser, isLenient, service, world, logs }
}
