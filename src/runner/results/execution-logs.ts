import type { LogEntry } from "../logs/log-entry.ts"
import { textOfEntry } from "../logs/log-text.ts"
import type { Execution } from "./execution.ts"
import { labelOperations, depthOf } from "./operation-labels.ts"
import type { OperationResult } from "./operation-result.ts"
import type { Row, RowContext } from "./timeline-row.ts"

/** The lines of an execution and of those that it has started, by their time. */
export function allLogsOf(execution: Execution): readonly LogEntry[] {
  const children = execution.operations.flatMap(({ childExecution }) =>
    childExecution === undefined ? [] : allLogsOf(childExecution),
  )
  return [...execution.logs, ...children].toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

/** Names operations by their path. One that has no name has its label in it. */
export function pathsOf(
  operations: readonly OperationResult[],
): (operationId: string) => string | undefined {
  const labels = labelOperations(operations)
  const paths = new Map<string, string>()
  for (const operation of operations) {
    const name = operation.name ?? labels.get(operation) ?? "operation"
    const above = operation.parent && paths.get(operation.parent.id)
    paths.set(operation.id, above === undefined ? name : `${above}/${name}`)
  }
  return (operationId) => paths.get(operationId)
}

/** By the number of events that the history had when they were written. */
export function rowsOfLogs(
  context: RowContext,
  byId: ReadonlyMap<string, OperationResult>,
): ReadonlyMap<number, Row[]> {
  const rows = context.execution.logs.map((entry) => ({
    eventCount: entry.eventCount,
    row: rowOfEntry(context, entry, byId.get(entry.operationId ?? "")),
  }))
  const grouped = Map.groupBy(rows, ({ eventCount }) => eventCount)
  return new Map([...grouped].map(([count, found]) => [count, found.map(({ row }) => row)]))
}

function rowOfEntry(
  { execution, indent, labels }: RowContext,
  entry: LogEntry,
  operation: OperationResult | undefined,
): Row {
  const depth = operation === undefined ? 0 : depthOf(operation) + 1
  const owner = operation && labels.get(operation)
  return {
    at: entry.at.getTime(),
    indent: indent + 1 + depth,
    subject: entry.invocation === undefined ? `${entry.functionName} ${entry.level}` : entry.level,
    what: textOfEntry(entry),
    operation,
    key: entry,
    parent: operation ?? execution,
    owner: owner ?? (indent > 0 ? execution.functionName : undefined),
  }
}
