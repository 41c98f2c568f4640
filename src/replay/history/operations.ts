import type { RecordedOperation } from "../../runner/results/replay-verdict.ts"
import { detailsOf, readEventType, type History } from "./history.ts"
import { REPLAYED_TYPES } from "./replayed-types.ts"

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
      options:
        read.what === "Started" ? REPLAYED_TYPES[read.type].recordedOptions(detailsOf(event)) : {},
    })
  })
  return operations
}
