import type { Event } from "@aws-sdk/client-lambda"
import type { RecordedOperation } from "../../runner/results/replay-verdict.ts"
import { detailsOf, readEventType, type History } from "./history.ts"

/** Every operation of the history, in the order in which they were first recorded. */
export function operationsOf({ events }: History): ReadonlyMap<string, RecordedOperation> {
  const operations = new Map<string, RecordedOperation>()
  events.forEach((event, index) => {
    const read = readEventType(event)
    if (read === undefined || event.Id === undefined || operations.has(event.Id)) return
    operations.set(event.Id, {
      id: event.Id,
      number: operations.size + 1,
      type: read.type,
      subType: event.SubType,
      name: event.Name,
      parentId: event.ParentId,
      firstEvent: index,
      options: optionsOf(event, read.what),
    })
  })
  return operations
}

/** What the SDK does not check: it may change between two replays without its noticing. */
function optionsOf(event: Event, what: string): Record<string, string | undefined> {
  if (what !== "Started") return {}
  const { Duration, Timeout, HeartbeatTimeout, FunctionName, TenantId, Input } = detailsOf(event)
  switch (event.EventType) {
    case "WaitStarted":
      return { "wait seconds": timeText(Duration) }
    case "CallbackStarted":
      return {
        "time-out": timeText(Timeout),
        "heartbeat time-out": timeText(HeartbeatTimeout),
      }
    case "ChainedInvokeStarted":
      return {
        target: FunctionName,
        tenant: TenantId,
        ...(Input !== undefined && Input.Truncated !== true && { input: Input.Payload }),
      }
    default:
      return {}
  }
}

/** The service takes 0 as no time-out at all. */
export function timeText(seconds: number | undefined): string | undefined {
  return seconds === undefined || seconds === 0 ? undefined : `${seconds} s`
}
