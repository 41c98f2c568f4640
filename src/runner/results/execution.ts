import { refuseDetached } from "../options/refuse-detached.ts"
import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import { inspect } from "node:util"
import type { InvocationResult } from "./invocation-result.ts"
import {
  describeSelector,
  type OperationSelector,
  readSelector,
  type ReadSelector,
} from "../options/operation-selector.ts"
import { OperationNotFoundError } from "../options/runner-errors.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { OperationResult } from "./operation-result.ts"
import { parseJson } from "../../text/values/parse-json.ts"
import type { HistoryVerdict } from "./replay-verdict.ts"
import type { LogEntry } from "../logs/log-entry.ts"
import type { Delivery } from "./delivery.ts"
import { pathsOf } from "./execution-logs.ts"
import { ExecutionFailedError } from "./execution-failed-error.ts"
import { explainFailure } from "./failure-reason.ts"
import { lazyProperties } from "../../text/values/lazy-property.ts"
import {
  type FromHistoryOptions,
  type HistorySource,
  MISSING_DATA,
  readRecordedExecution,
} from "./recorded-execution.ts"
import { renderTimeline } from "./timeline.ts"
import { readTimelineOptions, type TimelineOptions } from "./timeline-options.ts"

/** What a terminal shows at once. */
const SCREEN_ROWS = 30
const SCREEN_COLUMNS = 120

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED"

/** What an execution is made of; {@link Execution} adds the ways to look at it. */
export interface ExecutionData {
  readonly arn: string
  readonly name: string
  readonly functionName: string
  readonly tenantId: string | undefined
  readonly status: ExecutionStatus
  readonly payload: string | undefined
  /** Whether it has returned something that is not known here. */
  readonly lacksPayload?: boolean
  readonly error: ErrorObject | undefined
  readonly startTimestamp: Date
  readonly endTimestamp: Date | undefined
  readonly takenAt: Date
  /** The parts that not every test looks at. They answer the same whenever they are called. */
  readonly readDeliveries: () => readonly Delivery[]
  readonly readEnvironment: () => Readonly<Record<string, string>>
  readonly readHistory: () => readonly Event[]
  readonly readInvocations: (readHistory: () => readonly Event[]) => readonly InvocationResult[]
  readonly readLogs: (readOperations: () => readonly OperationResult[]) => readonly LogEntry[]
  readonly readOperations: (readHistory: () => readonly Event[]) => readonly OperationResult[]
  readonly replay: (execution: Execution) => Promise<HistoryVerdict>
}

/**
 * A snapshot of an execution. It is a value: later events do not change it. All times are virtual.
 */
export class Execution<Result = unknown> {
  static {
    refuseDetached(this.prototype, (value) => #data in Object(value), "execution")
  }

  static readonly #lazy = lazyProperties<Execution>(
    {
      environment: (execution) => execution.#data.readEnvironment(),
      deliveries: (execution) => execution.#data.readDeliveries(),
      operations: (execution) => execution.#data.readOperations(() => execution.history),
      invocations: (execution) => execution.#data.readInvocations(() => execution.history),
      history: (execution) => execution.#data.readHistory(),
      logs: (execution) => execution.#data.readLogs(() => execution.operations),
    },
    {
      result: (execution) =>
        execution.#data.lacksPayload === true ? MISSING_DATA : parseJson(execution.payload),
    },
  )

  readonly arn: string
  readonly name: string
  readonly functionName: string
  /** The tenant, if the function is tenant-isolated. */
  readonly tenantId: string | undefined
  /** The variables of its first invocation in `process.env`, besides those of the process. */
  declare readonly environment: Readonly<Record<string, string>>
  readonly status: ExecutionStatus
  /** The result as text, exactly as the service stores it. */
  readonly payload: string | undefined
  /** Why the execution failed, timed out or was stopped. */
  readonly error: ErrorObject | undefined
  readonly startTimestamp: Date
  /** Absent while the execution runs. */
  readonly endTimestamp: Date | undefined
  /** Calls of external systems for its callbacks, including heartbeats and refused calls. */
  declare readonly deliveries: readonly Delivery[]
  /** From the start of the execution to its end, or to now while it runs. Virtual milliseconds. */
  readonly durationMs: number
  /** The return value of the handler; undefined before it returns. */
  declare readonly result: Result | undefined
  /** Every operation, in order of start, without the execution itself. */
  declare readonly operations: readonly OperationResult[]
  declare readonly invocations: readonly InvocationResult[]
  /** The events of `GetDurableExecutionHistory`, oldest first, with data. */
  declare readonly history: readonly Event[]
  /**
   * The log of this execution, in order: lines of the SDK's logger, of `console`, and all other output to the
   * streams of the process. It includes the plain functions that the execution invoked. Executions that it
   * started have their own logs.
   */
  declare readonly logs: readonly LogEntry[]
  readonly #data: ExecutionData

  /** @internal */
  constructor(data: ExecutionData) {
    this.arn = data.arn
    this.name = data.name
    this.functionName = data.functionName
    this.tenantId = data.tenantId
    this.status = data.status
    this.payload = data.payload
    this.error = data.error
    this.startTimestamp = data.startTimestamp
    this.endTimestamp = data.endTimestamp
    this.durationMs = (data.endTimestamp ?? data.takenAt).getTime() - data.startTimestamp.getTime()
    this.#data = data
    Object.defineProperties(this, Execution.#lazy)
  }

  /**
   * Makes an execution from a history of production: the answer of `GetDurableExecutionHistory`, as objects of
   * the SDK, as JSON of the command line, as pages, or as a file. It has a timeline, operations and attempts,
   * like an execution of a runner. It has no logs, deliveries or child executions, because a history lacks
   * them.
   *
   * @example
   * ```ts
   * const execution = Execution.fromHistory(new URL("history.json", import.meta.url))
   * console.log(execution.timeline())
   * ```
   * @throws {InvalidArgumentError} if the argument is not a history, or lacks pages.
   */
  static fromHistory<Result = unknown>(
    history: HistorySource,
    options?: FromHistoryOptions,
  ): Execution<Result> {
    return readRecordedExecution(history, options) as Execution<Result>
  }

  /** The operations without a parent; their `children` lead to all others. */
  get operationTree(): readonly OperationResult[] {
    return this.operations.filter(({ parent }) => parent === undefined)
  }

  /**
   * Checks that the execution succeeded.
   *
   * @throws {ExecutionFailedError} with the reason and the timeline, if it did not.
   */
  assertSucceeded(): this {
    if (this.status === "SUCCEEDED") return this
    throw new ExecutionFailedError(this)
  }

  /**
   * The return value of the handler, if the execution succeeded.
   *
   * @example
   * ```ts
   * const { total } = execution.expectResult<Receipt>()
   * ```
   * @throws {ExecutionFailedError} with the reason and the timeline, if it did not.
   */
  // eslint-disable-next-line typescript/no-unnecessary-type-parameters -- The SDK's types do not say it.
  expectResult<Expected = Result>(): Expected {
    const { result } = this.assertSucceeded()
    if ((result as unknown) !== MISSING_DATA) return result as Expected
    throw new InvalidArgumentError(
      "call expectResult",
      MISSING_DATA.missing,
      "Read it again with IncludeExecutionData: true, or pass the answer of GetDurableExecution: Execution.fromHistory(history, { execution }).",
    )
  }

  /**
   * One operation, by its name, by its path, by name and index (0 for the first with that name), or by id. A
   * path leads through child contexts and the items of a map: `"bill meters/m-7/bill"`. A name that contains
   * a slash comes before a path.
   *
   * @throws {OperationNotFoundError} with the names that the execution has.
   * @throws {InvalidArgumentError} for anything that is no selector, such as `undefined`.
   */
  operation(selector: OperationSelector): OperationResult {
    const wanted = readSelector("call operation", selector)
    const found = this.#find(wanted)
    if (found !== undefined) return found
    const name = "name" in wanted ? wanted.name : undefined
    const described = describeSelector(wanted)
    throw new OperationNotFoundError(described, name, this.#namesLike(name), explainFailure(this))
  }

  /**
   * Checks whether the handler requests the same operations in every replay of this execution. It replays the
   * handler from every point where the service could have invoked it again: at other times, with other random
   * numbers and in another environment. Step bodies do not run. The execution may still be open.
   *
   * `runner.checkReplay` also runs the handler again, and therefore knows more about causes.
   *
   * @example
   * ```ts
   * const execution = await runner.run(handler, { orderId: "o-1" })
   * const { verdict, message } = await execution.replay()
   * expect(verdict, message).toBe("compatible")
   * ```
   */
  async replay(): Promise<HistoryVerdict> {
    return this.#data.replay(this)
  }

  /**
   * The events in virtual time, as readable text, including the executions that this one started. The same
   * run always gives the same text: use it as a snapshot.
   *
   * @throws {InvalidArgumentError} for a wrong or unknown option.
   */
  timeline(options?: TimelineOptions): string {
    return renderTimeline(this, readTimelineOptions(options))
  }

  /** What snapshots, differences and `JSON.stringify` print: how it ended, and the timeline. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { status, result, error } = this
    return {
      status,
      ...(result !== undefined && { result }),
      ...(error !== undefined && { error }),
      timeline: this.timeline().split("\n"),
    }
  }

  /** @internal */
  [inspect.custom](_depth: number, { colors = false }: { colors?: boolean }): string {
    return renderTimeline(this, {
      limit: SCREEN_ROWS,
      width: SCREEN_COLUMNS,
      color: colors,
    })
  }

  /** What a wrong name may have meant: a path is compared with paths. */
  #namesLike(name = ""): readonly (string | undefined)[] {
    if (!name.includes("/")) return this.operations.map((operation) => operation.name)
    const pathOf = pathsOf(this.operations)
    return this.operations.map(({ id }) => pathOf(id))
  }

  #find(wanted: ReadSelector): OperationResult | undefined {
    if ("id" in wanted) return this.operations.find(({ id }) => id === wanted.id)
    const { name, index = 0 } = wanted
    const namesakes = this.operations.filter((operation) => operation.name === name)
    if (namesakes.length > 0 || !name.includes("/")) return namesakes[index]
    const pathOf = pathsOf(this.operations)
    return this.operations.filter(({ id }) => pathOf(id) === name)[index]
  }
}
