import { describeEnd, notesOn } from "../../runner/results/failure-reason.ts"
import type { Execution } from "../../runner/results/execution.ts"
import type { OperationResult } from "../../runner/results/operation-result.ts"
import { formatDuration } from "../../text/elapsed.ts"
import { historyRowsOf, logRowsOf } from "./event-rows.ts"
import { Instants } from "./instants.ts"
import {
  type RowDraft,
  type RowSettings,
  rowOfExecution,
  rowsOfOperations,
} from "./operation-rows.ts"
import type { ChartRow, ExecutionModel } from "./report-model.ts"
import { bandsOf, isFailure } from "./segments.ts"

/** An execution with its operations: those of one history. */
export interface Member {
  readonly execution: Execution
  /** The rows of its operations. */
  readonly rowOf: ReadonlyMap<string, number>
  /** The row of itself. */
  readonly row: number
  /** What stands in front of its rows; empty for the execution that the report is about. */
  readonly prefix: string
}

/**
 * @param firstRow the number of its first row: a report that shows several executions counts through.
 * @param longestValue how many characters of an input, a result or an error are kept.
 */
export function modelOfExecution(
  execution: Execution,
  firstRow: number,
  longestValue: number,
): ExecutionModel {
  const instants = new Instants(familyOf(execution))
  const settings: RowSettings = { instants, longestValue }
  const rows: ChartRow[] = []
  const members: Member[] = []
  addRows(execution, 0, { settings, rows, members, firstRow })
  const { status, functionName } = execution
  return {
    kind: "execution",
    title: functionName,
    status,
    isFailed: isFailure(status),
    facts: factsOf(execution),
    reason: reasonOf(execution),
    instants: instants.list,
    bands: bandsOf(execution, instants),
    rows,
    history: historyRowsOf(members, instants),
    logs: logRowsOf(members, instants),
  }
}

interface Growing {
  readonly settings: RowSettings
  readonly rows: ChartRow[]
  readonly members: Member[]
  readonly firstRow: number
}

/** The execution, then its operations as a tree, each with what it has started below it. */
function addRows(execution: Execution, depth: number, growing: Growing): void {
  const { settings, rows, members, firstRow } = growing
  const add = (draft: RowDraft): number => {
    const index = firstRow + rows.length
    rows.push({ ...draft, index })
    return index
  }
  const rowOf = new Map<string, number>()
  const row = add(rowOfExecution(execution, depth, settings))
  members.push({ execution, rowOf, row, prefix: depth === 0 ? "" : `${execution.functionName}: ` })
  const drafts = rowsOfOperations(execution, depth, settings)
  // A stack instead of recursion: contexts may be nested deeper than calls can be.
  const pending = execution.operationTree.toReversed()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const draft = drafts.get(next)
    if (draft === undefined) continue
    rowOf.set(next.id, add(draft))
    const { childExecution, children } = next
    if (childExecution !== undefined) addRows(childExecution, draft.depth + 1, growing)
    pending.push(...children.toReversed())
  }
}

/** An execution and all that it has started, directly or not. */
function familyOf(execution: Execution): Execution[] {
  return [execution, ...execution.operations.flatMap(childFamilyOf)]
}

function childFamilyOf({ childExecution }: OperationResult): Execution[] {
  return childExecution === undefined ? [] : familyOf(childExecution)
}

function factsOf(execution: Execution): ExecutionModel["facts"] {
  const { name, arn, startTimestamp, durationMs, invocations, operations, tenantId } = execution
  return [
    ["duration", formatDuration(durationMs)],
    ["started", startTimestamp.toISOString()],
    ["invocations", String(invocations.length)],
    ["operations", String(operations.length)],
    ...(tenantId === undefined ? [] : [["tenant", tenantId] as const]),
    ["name", name],
    ["ARN", arn],
  ]
}

function reasonOf(execution: Execution): string {
  const end =
    execution.status === "SUCCEEDED" || execution.status === "RUNNING"
      ? []
      : [`The execution ${describeEnd(execution)}.`]
  return [...end, ...notesOn(execution)].join("\n")
}
