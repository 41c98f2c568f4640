import { types } from "node:util"
import type { ServiceOptions } from "../../service/values/service-options.ts"
import { LOG_MODES, type LogMode } from "./log-mode.ts"
import type { Chooser } from "../../world/events/chooser.ts"
import { DEFAULT_WORLD_OPTIONS, type WorldOptions } from "../../world/world-options.ts"
import type { EnvironmentVariables } from "../../world/invocation/lambda-environment.ts"
import { withEnvironmentDefaults } from "./default-options.ts"
import { type Duration, duration, toMilliseconds } from "../../text/duration.ts"
import {
  boolean,
  listOf,
  nonNegative,
  oneOf,
  passing,
  text,
  wholeNumber,
} from "../../text/option-kinds.ts"
import {
  objectOf,
  type OptionSpec,
  type Place,
  readOptions,
  wrongValue,
} from "../../text/options.ts"
import { type RunnerServiceOptions, SERVICE_OPTIONS } from "./service-options.ts"
import {
  executionTimeout,
  functionTimeout,
  toExecutionTimeoutSeconds,
  toFunctionTimeoutMs,
} from "./time-outs.ts"

/**
 * How a {@link DurableTestRunner} behaves. Every option has a default.
 *
 * @remarks
 * The environment variable `DURABLE_TEST_RUNNER_DEFAULTS` sets other defaults for a whole suite. It contains
 * options as JSON, and each new runner reads it:
 * `DURABLE_TEST_RUNNER_DEFAULTS='{"pageSize":2}' npx vitest`. Options that a test sets override them.
 */
export interface DurableTestRunnerOptions {
  /** The seed of all random numbers and ids of a run. The same seed gives the same run. Default 0. */
  readonly seed?: number | string
  /** The virtual start time of a run. Default 2026-01-01T00:00:00Z. */
  readonly startTime?: Date | string | number
  /** The name of the function under test. Default `"durable-function"`. */
  readonly functionName?: string
  /**
   * Whether the function under test has Lambda's tenant isolation. If true, every run needs a `tenantId`.
   * Default false: a run with a `tenantId` is refused.
   */
  readonly tenantIsolated?: boolean
  /** The Lambda time-out of one invocation, virtual. Default 15 minutes, Lambda's maximum. */
  readonly functionTimeout?: Duration
  /**
   * The execution time-out, virtual, in whole seconds. Default 366 days, the service's maximum.
   * Only a time-out that is set here ends a blocked execution.
   */
  readonly executionTimeout?: Duration
  /**
   * Environment variables that only the functions of this runner see in `process.env`. They override
   * Lambda's own (`AWS_LAMBDA_FUNCTION_NAME`, `AWS_REGION` and so on), which have the values of the simulated
   * function. A variable with the value undefined keeps the value of the process.
   */
  readonly environment?: EnvironmentVariables
  /** The virtual time that the service takes to answer a checkpoint. Default none. */
  readonly checkpointLatency?: Duration
  /**
   * The number of operations that the service sends with an invocation, and with each page of state that the
   * SDK loads. Default 1,000, or fewer if those exceed 5 MiB.
   */
  readonly pageSize?: number
  /** Options of the simulated service, for behaviour that AWS does not document. */
  readonly service?: RunnerServiceOptions
  /**
   * When to print log lines of the code under test: as they come, never, or after the run has failed.
   * `execution.logs` contains them in every case. Default `"print"`; an exploration only prints the lines of
   * the counterexample.
   */
  readonly logs?: "print" | "capture" | "on-failure"
  /** Whether scripts may remain unused. Default false: an unused script fails the run. */
  readonly allowUnusedScripts?: boolean
  /**
   * The names of the handler's callbacks. The runner refuses scripts and responders for other names at once.
   * Default: any name.
   */
  readonly callbacks?: readonly string[]
  /** How long a run waits for real I/O in a step, in real milliseconds. Default 3,000. */
  readonly realIoTimeoutMs?: number
  /** How long a run waits for a handler that awaits nothing that the runner can see, in real milliseconds. Default 500. */
  readonly handlerTimeoutMs?: number
  /** The number of failed invocations in a row after which a run gives up. Default 100. */
  readonly maxFailedInvocations?: number
  /** The number of simulated events after which a run gives up. Default 1,000,000. */
  readonly maxEvents?: number
  /**
   * How long a run, or one call that lets a started execution continue, may keep the thread busy, in real
   * milliseconds. Waiting for real I/O does not count; garbage collection does. While a debugger may be attached, the limit is off.
   * Default 2,000.
   */
  readonly runBudgetMs?: number
  /**
   * How long a run may block the event loop, in real milliseconds, for example by `while (true) {}` or
   * `for (;;) await null`. After that, a second thread prints the position of the code and ends the process. Default `Infinity`, and 3,000 in explorations.
   */
  readonly watchdogMs?: number
  /** The length of a chain of executions that start each other by `invoke`. Default 100. */
  readonly maxInvokeDepth?: number
  /** Chooses the next event if several are possible. Default: the oldest. */
  readonly chooser?: Chooser
  /**
   * With `"always"`, the handler starts over from the recorded state after every checkpoint during which no
   * step body runs: each test then tests replay too. The history of a handler that does one thing at a time
   * stays the same. In concurrent branches, events of one instant may come in another order, and
   * `Promise.race` may have another winner. End hooks of plugins do not run for a pass that ends at a
   * checkpoint.
   * Default `"as-needed"`: a handler replays when the service invokes it again.
   */
  readonly replay?: "as-needed" | "always"
}

/** The options, checked and in the units that the world uses. */
export interface RunnerSettings {
  readonly seed: string
  readonly startTime: number
  readonly functionName: string
  readonly tenantIsolated: boolean
  readonly functionTimeoutMs: number
  readonly functionTimeoutIsExplicit: boolean
  readonly executionTimeoutSeconds: number | undefined
  readonly environment: EnvironmentVariables
  readonly service: ServiceOptions
  readonly world: WorldOptions
  readonly allowUnusedScripts: boolean
  /** Undefined where callbacks may have any name. */
  readonly callbacks: readonly string[] | undefined
  /** Undefined where the test leaves it open. */
  readonly logs: LogMode | undefined
  readonly chooser: Chooser | undefined
}

const DEFAULT_START_TIME = Date.UTC(2026, 0, 1)

const CALL = "call new DurableTestRunner"

/** Node's timers take no more. */
const LONGEST_REAL_TIMEOUT_MS = 2_147_483_647

const FIRST_YEAR = 1
/** Runs last for years, and no date is later than the year 275,760. */
const LAST_YEAR = 9_000

/** What each option of a runner takes. */
export const RUNNER_OPTIONS: OptionSpec<DurableTestRunnerOptions> = {
  seed: passing(isSeed, "Pass a finite number or a text."),
  startTime,
  functionName: text(
    /^[a-zA-Z0-9-_]{1,64}$/u,
    "Lambda allows 1 to 64 letters, digits, hyphens and underscores.",
  ),
  tenantIsolated: boolean(),
  functionTimeout,
  executionTimeout,
  environment,
  checkpointLatency: duration,
  pageSize: wholeNumber({ advice: "Pass a whole number; 0 leaves the first page empty." }),
  service: objectOf(SERVICE_OPTIONS),
  logs: oneOf(LOG_MODES),
  allowUnusedScripts: boolean(),
  callbacks: listOf(text(), "Pass a list of names."),
  realIoTimeoutMs: nonNegative({ most: LONGEST_REAL_TIMEOUT_MS }),
  handlerTimeoutMs: nonNegative({ most: LONGEST_REAL_TIMEOUT_MS }),
  maxFailedInvocations: wholeNumber({ least: 1, orInfinity: true }),
  maxEvents: wholeNumber({ least: 1, orInfinity: true }),
  runBudgetMs: nonNegative({ orInfinity: true }),
  watchdogMs: wholeNumber({ least: 1, most: LONGEST_REAL_TIMEOUT_MS, orInfinity: true }),
  maxInvokeDepth: wholeNumber({ least: 1, orInfinity: true }),
  chooser: passing(isChooser, "Pass an object with a method choose(enabled)."),
  replay: oneOf(["always", "as-needed"]),
}

/** @throws {InvalidArgumentError} for an option that is wrong or does not exist. */
export function toSettings(given: unknown): RunnerSettings {
  const options = readOptions(CALL, given, RUNNER_OPTIONS)
  return settingsOf(withEnvironmentDefaults(options, RUNNER_OPTIONS))
}

/** @param options were checked. */
function settingsOf(options: DurableTestRunnerOptions): RunnerSettings {
  const { pageSize, service } = options
  return {
    seed: String(options.seed ?? 0),
    startTime: toInstant(options.startTime ?? DEFAULT_START_TIME),
    functionName: options.functionName ?? "durable-function",
    tenantIsolated: options.tenantIsolated ?? false,
    functionTimeoutMs: toFunctionTimeoutMs(options.functionTimeout),
    functionTimeoutIsExplicit: options.functionTimeout !== undefined,
    executionTimeoutSeconds: toExecutionTimeoutSeconds(options.executionTimeout),
    environment: options.environment ?? {},
    service: { ...service, ...(pageSize !== undefined && { pageSize }) },
    world: toWorldOptions(options),
    allowUnusedScripts: options.allowUnusedScripts ?? false,
    callbacks: options.callbacks,
    logs: options.logs,
    chooser: options.chooser,
  }
}

/** @throws {InvalidArgumentError} */
function environment(value: unknown, place: Place): EnvironmentVariables {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value)
  if (!isRecord) throw wrongValue(place, value, "Pass an object of texts by name.")
  const variables = { ...(value as Record<string, unknown>) }
  for (const [name, variable] of Object.entries(variables)) {
    if (name === "" || name.includes("=")) {
      throw wrongValue(place, value, "A name is not empty, and has no equals sign.")
    }
    if (variable === undefined || typeof variable === "string") continue
    const path = `${place.path}.${name}`
    throw wrongValue({ ...place, path }, variable, "Pass a text, or undefined.")
  }
  return variables as EnvironmentVariables
}

function startTime(value: unknown, place: Place): Date | string | number {
  if (types.isDate(value) || typeof value === "string" || typeof value === "number") {
    const year = new Date(value).getUTCFullYear()
    if (year >= FIRST_YEAR && year <= LAST_YEAR) return toInstant(value)
  }
  throw wrongValue(
    place,
    value,
    'Pass a Date, epoch milliseconds or an ISO string such as "2026-01-01T00:00:00Z", ' +
      `between the years ${FIRST_YEAR} and ${LAST_YEAR}.`,
  )
}

function toInstant(time: Date | string | number): number {
  return new Date(time).getTime()
}

function isSeed(value: unknown): value is number | string {
  return typeof value === "string" || Number.isFinite(value)
}

function isChooser(value: unknown): value is Chooser {
  if (typeof value !== "object" || value === null) return false
  return typeof Reflect.get(value, "choose") === "function"
}

function toWorldOptions(options: DurableTestRunnerOptions): WorldOptions {
  const given = { ...DEFAULT_WORLD_OPTIONS, ...options }
  return {
    realIoTimeoutMs: given.realIoTimeoutMs,
    handlerTimeoutMs: given.handlerTimeoutMs,
    maxFailedInvocations: given.maxFailedInvocations,
    maxEvents: given.maxEvents,
    runBudgetMs: given.runBudgetMs,
    watchdogMs: given.watchdogMs,
    maxInvokeDepth: given.maxInvokeDepth,
    checkpointLatencyMs: toMilliseconds(options.checkpointLatency ?? {}, {
      call: CALL,
      path: "checkpointLatency",
    }),
    replaysAlways: options.replay === "always",
    printsLogs: given.printsLogs,
  }
}
