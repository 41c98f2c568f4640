import type { ServiceOptions } from "../service/values/service-options.ts"
import type { Chooser } from "../world/events/chooser.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { WorldOptions } from "../world/world-options.ts"
import type { World } from "../world/world.ts"
import { toJson } from "../text/callback-payload.ts"
import { text } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import { assertHandler } from "./options/runner-errors.ts"
import type { RunnerSettings } from "./options/runner-options.ts"
import type { ScriptedWorld, ScriptedWorldSettings } from "./scripted-world.ts"

export interface RunOptions {
  /** The execution's name. Default: the service makes one, from the seed. */
  readonly name?: string
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
  readonly createHandler?: (() => LambdaHandler) | undefined
  /** A script that comes too late, or is never used, is part of what is looked at. Default false. */
  readonly isLenient?: boolean
  /** How many operations a page of state holds; undefined is the runner's own. */
  readonly pageSize?: number | undefined
  /** Options of the service that the test may have set otherwise. */
  readonly serviceDefaults?: ServiceOptions
  readonly world?: Partial<WorldOptions>
}

/** What each option of a run takes. */
export const RUN_OPTIONS: OptionSpec<RunOptions> = {
  name: text(
    /^[a-zA-Z0-9-_]{1,64}$/u,
    "The service allows 1 to 64 letters, digits, hyphens and underscores.",
  ),
}

/** What a run is given, checked. */
export interface RunRequest {
  readonly payload: string | undefined
  readonly name: string | undefined
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
  const { name } = readOptions(`call ${method}`, options, RUN_OPTIONS)
  const payload = input === undefined ? undefined : toJson(input, `the input of ${method}`)
  return { payload, name }
}

/** The settings of a runner for a run that differs in something. */
export function settingsFor(
  settings: RunnerSettings,
  { chooser = settings.chooser, isLenient = false, pageSize, serviceDefaults, world }: RunOverrides,
): ScriptedWorldSettings {
  const service = {
    ...serviceDefaults,
    ...settings.service,
    ...(pageSize !== undefined && { pageSize }),
  }
  return { ...settings, chooser, isLenient, service, world: { ...settings.world, ...world } }
}
