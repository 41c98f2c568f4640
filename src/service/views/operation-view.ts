import type { Operation } from "@aws-sdk/client-lambda"
import { descriptorOf } from "../operations/operations.ts"
import { toTimestamp } from "../values/instant.ts"
import type { OperationRecord } from "../state/operation-record.ts"

/** An operation as the API shows it (section 1.4): fresh, and without keys for absent members. */
export function toOperation(record: OperationRecord): Operation {
  const operation: Operation = {
    Id: record.id,
    Type: record.type,
    StartTimestamp: toTimestamp(record.startedAt),
    Status: record.status,
  }
  if (record.parentId !== undefined) operation.ParentId = record.parentId
  if (record.name !== undefined) operation.Name = record.name
  if (record.subType !== undefined) operation.SubType = record.subType
  if (record.endedAt !== undefined) operation.EndTimestamp = toTimestamp(record.endedAt)
  descriptorOf(record.type).addDetails(operation, record)
  return operation
}
