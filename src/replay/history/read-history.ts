import type { Event } from "@aws-sdk/client-lambda"
import { Execution } from "../../runner/results/execution.ts"
import type { HistoryPage } from "../../runner/results/recorded-execution.ts"
import { executionArnPattern } from "../../service/values/arn.ts"
import { wrongValue } from "../../text/options.ts"
import type { History } from "./history.ts"
import { type ParsedHistory, parseHistory } from "./parse-history.ts"

/**
 * A recorded execution: an execution of this runner, the text of `exportHistory`, or all pages of
 * `GetDurableExecutionHistory`, as objects of the AWS SDK, as JSON, or as a file of such JSON.
 */
export type RecordedHistory =
  | Execution
  | string
  | readonly Event[]
  | readonly HistoryPage[]
  | URL
  | {
      readonly Events?: readonly Event[] | undefined
      readonly ReplayChildren?: readonly string[]
      readonly TenantId?: string
      /** As `GetDurableExecution` tells it. Replays run under it, so a serdes that is bound to it works. */
      readonly DurableExecutionArn?: string
      /** Of a page that is not the last one: such a history is undecidable. */
      readonly NextMarker?: string | undefined
    }

/**
 * An execution as JSON for a file, the same on every machine. It contains the answer of
 * `GetDurableExecutionHistory`, and three things that this answer lacks: the contexts that replay their
 * children, the ARN of the execution, and its tenant.
 */
export function exportHistory(execution: Execution): string {
  const { events, arn, replaysChildren, tenantId } = readHistory(execution)
  const known = [...(replaysChildren ?? [])]
  const history = {
    DurableExecutionArn: arn,
    Events: events,
    ...(known.length > 0 && { ReplayChildren: known }),
    ...(tenantId !== undefined && { TenantId: tenantId }),
  }
  return `${JSON.stringify(history, undefined, 2)}\n`
}

/** A history of an execution of this runner. */
export function historyOf(execution: Execution): History {
  const replaysChildren = execution.operations
    .filter(({ raw }) => raw.ContextDetails?.ReplayChildren === true)
    .map(({ id }) => id)
  return {
    events: execution.history,
    arn: execution.arn,
    replaysChildren: new Set(replaysChildren),
    environment: execution.environment,
    ...(execution.tenantId !== undefined && { tenantId: execution.tenantId }),
  }
}

/** @throws {InvalidArgumentError} for what is no list of histories. */
export function assertHistories(call: string, histories: unknown): void {
  const isList =
    typeof histories === "object" &&
    histories !== null &&
    (Symbol.iterator in histories || Symbol.asyncIterator in histories)
  if (isList) return
  throw wrongValue(
    { call, path: "the list of histories" },
    histories,
    "Pass a list of { name, history }, or another iterable of them.",
  )
}

/** @throws {InvalidArgumentError} for what is no history at all. */
export function readHistory(source: RecordedHistory): History {
  if (source instanceof Execution) return recorded.get(source) ?? historyOf(source)
  return historyOfParsed(parseHistory("replay a history", source))
}

export function historyOfParsed({ events, members, nextMarker }: ParsedHistory): History {
  const { DurableExecutionArn: arn, ReplayChildren: children, TenantId: tenantId } = members
  return {
    events,
    ...(Array.isArray(children) && { replaysChildren: new Set(children as string[]) }),
    ...(nextMarker !== undefined && { hasMorePages: true }),
    ...(typeof arn === "string" && executionArnPattern.test(arn) && { arn }),
    ...(typeof tenantId === "string" && { tenantId }),
  }
}

/** Executions that were read from a history, which says less than one that was run here. */
const recorded = new WeakMap<Execution, History>()

export function keepHistory(execution: Execution, history: History): void {
  recorded.set(execution, history)
}
