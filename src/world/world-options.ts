/** How a world behaves; every duration is in milliseconds. */
export interface WorldOptions {
  /** Virtual: how long the service takes to answer a checkpoint or a state request. */
  readonly checkpointLatencyMs: number
  /** Real: how long the world waits for I/O that Node reports as in flight. */
  readonly realIoTimeoutMs: number
  /** Real: how long the world waits for a handler that awaits something nobody can see. */
  readonly handlerTimeoutMs: number
  /** After how many failed invocations in a row a run gives up. */
  readonly maxFailedInvocations: number
  /** After how many events since the last fault a run gives up. */
  readonly maxEvents: number
  /** How many events the plain run has that this one is a variant of. Default: it is a variant of none. */
  readonly plainEvents?: number | undefined
  /** Real: for how long a drive may keep the thread busy. */
  readonly runBudgetMs: number
  /** Real: after how long without a turn the watchdog ends the process. */
  readonly watchdogMs: number
  /** How many executions may be started one by the other. */
  readonly maxInvokeDepth: number
  /** Whether the handler starts over, from what is recorded, after every checkpoint. */
  readonly replaysAlways: boolean
  /** Whether what the code inside writes is printed as it comes. */
  readonly printsLogs: boolean
  /**
   * Whether no invocation suspends: the SDK goes on asking the service what has become of things. Default
   * false.
   */
  readonly holdsOpen?: boolean | undefined
  /**
   * The paths of operations whose bodies real work has woken in earlier runs, of a kind that cannot be seen while it
   * is under way.
   */
  readonly awaitedBodies?: ReadonlySet<string> | undefined
}

export const DEFAULT_WORLD_OPTIONS: WorldOptions = {
  checkpointLatencyMs: 0,
  realIoTimeoutMs: 3_000,
  handlerTimeoutMs: 500,
  maxFailedInvocations: 100,
  maxEvents: 1_000_000,
  runBudgetMs: 2_000,
  watchdogMs: Infinity,
  maxInvokeDepth: 100,
  replaysAlways: false,
  printsLogs: true,
}
