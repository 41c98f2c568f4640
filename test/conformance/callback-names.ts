import type { Event } from "@aws-sdk/client-lambda"

/**
 * The callback inside a `waitForCallback` has no name in the history; it goes by the name of the
 * context around it.
 */
export const nameCallbacks = (history: readonly Event[]): Event[] => {
  const contexts = new Map(
    history
      .filter(({ EventType: type }) => type === "ContextStarted")
      .map(({ Id: id, Name: name }) => [id, name]),
  )
  return history.map((event) => {
    const name = event.SubType === "Callback" && !event.Name && contexts.get(event.ParentId)
    return name ? { ...event, Name: name } : event
  })
}
