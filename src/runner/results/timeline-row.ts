import type { Execution } from "./execution.ts"
import { depthOf, nameOf, ownerOf } from "./operation-labels.ts"
import type { OperationResult } from "./operation-result.ts"

/** One line of a timeline. */
export interface Row {
  readonly at: number
  readonly indent: number
  readonly subject: string
  readonly what: string
  /** The operation that it is about; a row without one is about an invocation or the execution. */
  readonly operation: OperationResult | undefined
  /** What rows below this one, one level further in, belong to. */
  readonly key: unknown
  /** What this row belongs to, and how that is called where it does not stand right above. */
  readonly parent: unknown
  readonly owner: string | undefined
}

/** What all rows of one execution need. */
export interface RowContext {
  readonly execution: Execution
  readonly indent: number
  readonly labels: ReadonlyMap<OperationResult, string>
  /** What stands in front of the rows of an execution that another one has started. */
  readonly prefix: string
}

export function rowOfOperation(
  { execution, indent, labels }: RowContext,
  operation: OperationResult | undefined,
  row: Pick<Row, "at" | "what">,
): Row {
  const parent = operation && ownerOf(operation)
  const parentName = parent && (nameOf(parent) ?? labels.get(parent))
  const isInChild = indent > 0
  return {
    ...row,
    indent: indent + 1 + (operation === undefined ? 0 : depthOf(operation)),
    subject: (operation && labels.get(operation)) ?? "operation",
    operation,
    key: operation,
    parent: operation?.parent ?? execution,
    owner: parentName ?? (isInChild ? execution.functionName : undefined),
  }
}

export function rowOfExecution(
  { execution, indent, prefix }: RowContext,
  row: Pick<Row, "at" | "subject" | "what">,
): Row {
  const subject = `${prefix}${row.subject}`
  const rest = { operation: undefined, key: execution, parent: undefined, owner: undefined }
  return { ...row, subject, indent, ...rest }
}
