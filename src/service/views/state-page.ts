import type { Operation } from "@aws-sdk/client-lambda"
import { descriptorOf } from "../operations/operations.ts"
import type { ExecutionState } from "../state/execution-state.ts"
import type { Instant } from "../values/instant.ts"
import { encodeMarker } from "../wire/marker.ts"
import type { OperationRecord } from "../state/operation-record.ts"
import { toOperation } from "./operation-view.ts"

export interface StatePage {
  readonly operations: Operation[]
  readonly nextMarker: string | undefined
}

export interface StatePageBounds {
  readonly maxItems: number
  readonly maxBytes: number
  /** A page of GetDurableExecutionState must bring the caller further; the first page may be empty. */
  readonly minItems: 0 | 1
}

/** What an operation weighs besides its data. */
const operationBytes = 256

/** A page of state from an offset on, cut by items and by bytes (sections 2.2 and 9.1). */
export function cutStatePage(
  execution: ExecutionState,
  visible: readonly OperationRecord[],
  offset: number,
  bounds: StatePageBounds,
  now: Instant,
): StatePage {
  const operations: Operation[] = []
  // What was ever stored bounds what is stored now; most states need no counting at all.
  const mayBeTooLarge = execution.storedBytes + visible.length * operationBytes > bounds.maxBytes
  const end = Math.min(visible.length, offset + Math.max(bounds.maxItems, bounds.minItems))
  let bytes = 0
  let index = offset
  for (; index < end; index++) {
    const record = visible[index]
    if (record === undefined) break
    if (mayBeTooLarge) bytes += operationBytes + descriptorOf(record.type).dataBytes(record)
    if (bytes > bounds.maxBytes && operations.length >= bounds.minItems) break
    operations.push(toOperation(record))
  }
  const isLast = index >= visible.length
  return { operations, nextMarker: isLast ? undefined : stateMarker(execution, index, now) }
}

/** Markers are bound to the state they were made for: the next checkpoint makes them stale. */
function stateMarker(execution: ExecutionState, offset: number, now: Instant): string {
  const { sequence, checkpointCount } = execution
  return encodeMarker({ kind: "state", scope: sequence, version: checkpointCount, offset, now })
}
