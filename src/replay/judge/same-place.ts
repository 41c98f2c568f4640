import type { Event } from "@aws-sdk/client-lambda"
import { operationsOf } from "../history/operations.ts"
import { closingEvent, detailsOf, readEventType, type History } from "../history/history.ts"
import type { Difference } from "./compare.ts"

/** Whether another run has the same as the recorded one in the place that a replay differs in. */
export function isSamePlace(recorded: History, again: History, difference: Difference): boolean {
  const textOf = (history: History): string => JSON.stringify(placeOf(history, difference))
  return textOf(again) === textOf(recorded)
}

function placeOf(history: History, difference: Difference): unknown {
  switch (difference.kind) {
    case "changed":
    case "refused":
    case "missing":
      return requestOf(history, difference.operation.id)
    case "unexpected":
      return requestOf(history, difference.asked.Id)
    case "outcome":
      return outcomesOf(history, difference.operation.id)
    case "result":
      return endOf(closingEvent(history))
    default:
      return difference satisfies never
  }
}

function requestOf(history: History, id: string): unknown {
  const operation = operationsOf(history).get(id)
  if (operation === undefined) return undefined
  const { type, subType, name, parentId, options } = operation
  return [type, subType, name, parentId, options]
}

/** Attempts too, which have no operations of their own. */
function outcomesOf({ events }: History, id: string): unknown {
  const ends = events.filter((event) => event.Id === id && readEventType(event)?.what !== "Started")
  return ends.map(endOf)
}

function endOf(event: Event | undefined): unknown {
  if (event === undefined) return undefined
  const { Result, Error: failure, RetryDetails } = detailsOf(event)
  const { ErrorType, ErrorMessage } = failure?.Payload ?? {}
  return [event.EventType, Result?.Payload, ErrorType, ErrorMessage, RetryDetails]
}
