import type { ReceivedCallback } from "./responder.ts"

/** Which of the pending callbacks is meant. */
export interface CallbackLookup {
  readonly name: string | RegExp
  readonly occurrence?: number
}

export function findCallback(
  callbacks: readonly ReceivedCallback[],
  { name, occurrence }: CallbackLookup,
): ReceivedCallback | undefined {
  return callbacks.find((callback) => {
    if (occurrence !== undefined && callback.occurrence !== occurrence) return false
    if (typeof name === "string") return callback.name === name || callback.id === name
    return callback.name !== undefined && new RegExp(name.source, name.flags).test(callback.name)
  })
}
