import type { ServiceOptions } from "../../service/values/service-options.ts"
import type { Chooser } from "../../world/events/chooser.ts"
import { DEFAULT_WORLD_OPTIONS, type WorldOptions } from "../../world/world-options.ts"
import { withEnvironmentDefaults } from "./default-options.ts"
import { type Duration, toMilliseconds } from "../../text/duration.ts"
import { assertKnownOptions, InvalidArgumentError } from "./runner-errors.ts"
import { assertServiceOptions, type RunnerServiceOptions } from "./service-options.ts"

/**
 * How a {@link DurableTestRunner} behaves. Every option has a default.
 *
 * @remarks
 * A whole suite runs under other defaults with the environment variable
 * `DURABLE_TEST_RUNNER_DEFAULTS`, which holds options as JSON, read whenever a runner is made:
 * `DURABLE_TEST_RUNNER_DEFAULTS='{"pageSize":2}' npx vitest`. What a test gives itself counts.
 */
export interface DurableTestRunnerOptions {
  /** Decides every random number and id in a run. The same seed gives the same run. Default 0. */
  readonly seed?: number | string
  /** The virtual time at which a run begins. Default 2026-01-01T00:00:00Z. */
  readonly startTime?: Date | string | number
  /** The name of the function under test. Default `"durable-function"`. */
  readonly functionName?: string
  /** The Lambda time-out of one invocation, virtual. Default 15 minutes, the most that Lambda allows. */
  readonly functionTimeout?: Duration
  /**
   * The execution time-out, virtual, in whole seconds. Default 366 days, the most that the service
   * allows; only a time-out that was given here ends an execution that nothing else can end.
   */
  readonly executionTimeout?: Duration
  /** How long the service takes to answer a checkpoint, virtual. Default none. */
  readonly checkpointLatency?: Duration
  /**
   * How many operations the service hands out at a time, with an invocation and with each page of state
   * that the SDK loads. Default 1,000, or fewer where those are more than 5 MiB.
   */
  readonly pageSize?: number
  /** The simulated service's own options, for the behaviours that AWS does not document. */
  readonly service?: RunnerServiceOptions
  /** Whether a script that was never used is fine. Default false: it fails the run. */
  readonly allowUnusedScripts?: boolean
  /** How long a run waits for real I/O in a step, in real milliseconds. Default 10,000. */
  readonly realIoTimeoutMs?: number
  /** How long a run waits for a handler that awaits nothing visible, in real milliseconds. Default 500. */
  readonly handlerTimeoutMs?: number
  /** After how many failed invocations in a row a run gives up. Default 100. */
  readonly maxFailedInvocations?: number
  /** After how many simulated events a run gives up. Default 1,000,000. */
  readonly maxEvents?: number
  /** Decides what happens next where several things can. Default: the oldest. */
  readonly chooser?: Chooser
  /**
   * `"always"` lets the handler start over from what is recorded after every checkpoint at which no
   * body of a step is under way, so that each test tests replay too. The history stays the same.
   * Default `"as-needed"`: a handler is replayed when the service invokes it anew.
   */
  readonly replay?: "as-needed" | "always"
}

/** The options, checked and in the units that the world uses. */
export interface RunnerSettings {
  readonly seed: string
  readonly startTime: number
  readonly functionName: string
  readonly functionTimeoutMs: number
  readonly functionTimeoutIsExplicit: boolean
  readonly executionTimeoutSeconds: number | undefined
  readonly service: ServiceOptions
  readonly world: WorldOptions
  readonly allowUnusedScripts: boolean
  readonly chooser: Chooser | undefined
}

const DEFAULT_START_TIME = Date.UTC(2026, 0, 1)
const LONGEST_FUNCTION_TIMEOUT_MS = 900_000
const LONGEST_EXECUTION_TIMEOUT_SECONDS = 31_622_400

const OPTION_NAMES: readonly (keyof DurableTestRunnerOptions)[] = [
  "seed",
  "startTime",
  "functionName",
  "functionTimeout",
  "executionTimeout",
  "checkpointLatency",
  "pageSize",
  "service",
  "allowUnusedScripts",
  "realIoTimeoutMs",
  "handlerTimeoutMs",
  "maxFailedInvocations",
  "maxEvents",
  "chooser",
  "replay",
]

const CALL = "make a DurableTestRunner"

/** @throws {InvalidArgumentError} for an option that is wrong or does not exist. */
export function toSettings(given: DurableTestRunnerOptions): RunnerSettings {
  assertKnownOptions(CALL, given, OPTION_NAMES)
  return settingsOf(withEnvironmentDefaults(given, settingsOf))
}

function settingsOf(options: DurableTestRunnerOptions): RunnerSettings {
  assertKnownOptions(CALL, options, OPTION_NAMES)
  const { pageSize, service } = options
  assertServiceOptions(CALL, service)
  assertPageSize(pageSize)
  assertChooser(options.chooser)
  assertReplay(options.replay)
  return {
    seed: String(options.seed ?? 0),
    startTime: toStartTime(options.startTime),
    functionName: toFunctionName(options.functionName),
    functionTimeoutMs: toFunctionTimeoutMs(options.functionTimeout),
    functionTimeoutIsExplicit: options.functionTimeout !== undefined,
    executionTimeoutSeconds: toExecutionTimeoutSeconds(options.executionTimeout),
    service: { ...service, ...(pageSize !== undefined && { pageSize }) },
    world: toWorldOptions(options),
    allowUnusedScripts: options.allowUnusedScripts ?? false,
    chooser: options.chooser,
  }
}

/** @throws {InvalidArgumentError} */
export function toFunctionTimeoutMs(timeout: Duration | undefined): number {
  if (timeout === undefined) return LONGEST_FUNCTION_TIMEOUT_MS
  const milliseconds = toMilliseconds(timeout, "functionTimeout")
  if (milliseconds >= 1_000 && milliseconds <= LONGEST_FUNCTION_TIMEOUT_MS) return milliseconds
  throw new InvalidArgumentError(
    CALL,
    `functionTimeout is ${milliseconds} ms`,
    "Lambda allows 1 second to 15 minutes.",
  )
}

/** @throws {InvalidArgumentError} */
export function toExecutionTimeoutSeconds(timeout: Duration | undefined): number | undefined {
  if (timeout === undefined) return undefined
  const seconds = toMilliseconds(timeout, "executionTimeout") / 1_000
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_EXECUTION_TIMEOUT_SECONDS) {
    return seconds
  }
  throw new InvalidArgumentError(
    CALL,
    `executionTimeout is ${seconds} seconds`,
    "The service allows whole seconds from 1 to 31,622,400 (366 days).",
  )
}

function toStartTime(startTime: Date | string | number | undefined): number {
  if (startTime === undefined) return DEFAULT_START_TIME
  const instant = new Date(startTime).getTime()
  if (Number.isFinite(instant)) return instant
  throw new InvalidArgumentError(
    CALL,
    `startTime is ${JSON.stringify(startTime)}`,
    'Pass a Date, epoch milliseconds or an ISO string such as "2026-01-01T00:00:00Z".',
  )
}

function assertPageSize(pageSize: number | undefined): void {
  if (pageSize === undefined || (Number.isInteger(pageSize) && pageSize >= 0)) return
  throw new InvalidArgumentError(
    CALL,
    `pageSize is ${JSON.stringify(pageSize)}`,
    "Pass a whole number; 0 leaves the first page empty.",
  )
}

function assertChooser(chooser: unknown): void {
  if (chooser === undefined) return
  const choose: unknown = Reflect.get(Object(chooser) as object, "choose")
  if (typeof choose === "function") return
  throw new InvalidArgumentError(
    CALL,
    `chooser is ${JSON.stringify(chooser)}`,
    "Pass an object with a method choose(enabled).",
  )
}

function assertReplay(replay: unknown): void {
  if (replay === undefined || replay === "always" || replay === "as-needed") return
  throw new InvalidArgumentError(
    CALL,
    `replay is ${JSON.stringify(replay)}`,
    'Pass "always" or "as-needed".',
  )
}

function toFunctionName(name = "durable-function"): string {
  if (typeof name === "string" && /^[a-zA-Z0-9-_]{1,64}$/.test(name)) return name
  throw new InvalidArgumentError(
    CALL,
    `functionName is ${JSON.stringify(name)}`,
    "Lambda allows 1 to 64 letters, digits, hyphens and underscores.",
  )
}

function toWorldOptions(options: DurableTestRunnerOptions): WorldOptions {
  const limits = {
    realIoTimeoutMs: options.realIoTimeoutMs ?? DEFAULT_WORLD_OPTIONS.realIoTimeoutMs,
    handlerTimeoutMs: options.handlerTimeoutMs ?? DEFAULT_WORLD_OPTIONS.handlerTimeoutMs,
    maxFailedInvocations:
      options.maxFailedInvocations ?? DEFAULT_WORLD_OPTIONS.maxFailedInvocations,
    maxEvents: options.maxEvents ?? DEFAULT_WORLD_OPTIONS.maxEvents,
  }
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value === "number" && value >= 0) continue
    throw new InvalidArgumentError(
      CALL,
      `${name} is ${JSON.stringify(value)}`,
      "Pass a non-negative number.",
    )
  }
  const latency = options.checkpointLatency ?? {}
  return {
    ...limits,
    checkpointLatencyMs: toMilliseconds(latency, "checkpointLatency"),
    replaysAlways: options.replay === "always",
  }
}
