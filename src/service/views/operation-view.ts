import type { Operation } from "@aws-sdk/client-lambda"
import { copyError } from "../values/error-object.ts"
import { toTimestamp } from "../values/instant.ts"
import type {
  CallbackRecord,
  ChainedInvokeRecord,
  ContextRecord,
  OperationRecord,
  StepRecord,
} from "../state/operation-record.ts"

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
  addDetails(operation, record)
  return operation
}

function addDetails(operation: Operation, record: OperationRecord): void {
  switch (record.type) {
    case "EXECUTION":
      operation.ExecutionDetails =
        record.inputPayload === undefined ? {} : { InputPayload: record.inputPayload }
      break
    case "CONTEXT":
      operation.ContextDetails = withOutcome({}, record)
      if (record.replayChildren !== undefined) {
        operation.ContextDetails.ReplayChildren = record.replayChildren
      }
      break
    case "STEP":
      operation.StepDetails = withOutcome({ Attempt: record.attempt }, record)
      if (record.nextAttemptAt !== undefined) {
        operation.StepDetails.NextAttemptTimestamp = toTimestamp(record.nextAttemptAt)
      }
      break
    case "WAIT":
      operation.WaitDetails = { ScheduledEndTimestamp: toTimestamp(record.scheduledEndAt) }
      break
    case "CALLBACK":
      operation.CallbackDetails = withOutcome({ CallbackId: record.callbackId }, record)
      break
    case "CHAINED_INVOKE":
      operation.ChainedInvokeDetails = withOutcome({}, record)
      break
    default:
      record satisfies never
  }
}

type RecordWithOutcome = CallbackRecord | ChainedInvokeRecord | ContextRecord | StepRecord
type Outcome = Pick<NonNullable<Operation["StepDetails"]>, "Result" | "Error">

function withOutcome<Details extends object>(
  details: Details & Outcome,
  { result, error }: RecordWithOutcome,
): Details & Outcome {
  if (result !== undefined) details.Result = result
  if (error !== undefined) details.Error = copyError(error)
  return details
}
