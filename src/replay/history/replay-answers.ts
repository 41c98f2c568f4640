import type { ErrorObject, Operation } from "@aws-sdk/client-lambda"
import { detailsOf, type History } from "./history.ts"
import { replayedType } from "./replayed-types.ts"

/** One update of a checkpoint, as the SDK sends it. */
export interface AskedUpdate {
  readonly Id: string
  readonly Action: string
  readonly Type: string
  readonly ParentId?: string
  readonly Name?: string
  readonly SubType?: string
  readonly Payload?: string
  readonly Error?: ErrorObject
  readonly StepOptions?: { readonly NextAttemptDelaySeconds?: number }
  readonly WaitOptions?: { readonly WaitSeconds?: number }
  readonly CallbackOptions?: {
    readonly TimeoutSeconds?: number
    readonly HeartbeatTimeoutSeconds?: number
  }
  readonly ChainedInvokeOptions?: { readonly FunctionName?: string; readonly TenantId?: string }
}

const YEAR_MS = 31_536_000_000

/**
 * What a replay answers an update with: it is accepted, and what it started never ends. So the handler
 * goes as far as it can without anything new happening.
 *
 * @param known the operation in the state of the replay.
 */
export function answerUpdate(
  update: AskedUpdate,
  history: History,
  now: number,
  known: Operation | undefined,
): Operation {
  const operation: Operation = {
    Id: update.Id,
    Type: update.Type as NonNullable<Operation["Type"]>,
    Status: statusAfter(update.Action),
    StartTimestamp: new Date(now),
    ...(update.ParentId !== undefined && { ParentId: update.ParentId }),
    ...(update.Name !== undefined && { Name: update.Name }),
    ...(update.SubType !== undefined && { SubType: update.SubType }),
  }
  replayedType(update.Type)?.answer(operation, {
    isRetry: update.Action === "RETRY",
    known,
    never: new Date(now + YEAR_MS),
    callbackId: () => callbackIdOf(update.Id, history),
  })
  return operation
}

function statusAfter(action: string): NonNullable<Operation["Status"]> {
  switch (action) {
    case "SUCCEED":
      return "SUCCEEDED"
    case "FAIL":
      return "FAILED"
    case "RETRY":
      return "PENDING"
    default:
      return "STARTED"
  }
}

/** The id that the history has, so that a handler which passes it on passes on the same. */
function callbackIdOf(operationId: string, { events }: History): string {
  const event = events.find(
    ({ Id, EventType }) => Id === operationId && EventType === "CallbackStarted",
  )
  const recorded = event === undefined ? undefined : detailsOf(event).CallbackId
  return recorded ?? Buffer.from(`replay:${operationId}`).toString("base64")
}
