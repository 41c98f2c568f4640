import { ServiceError } from "../../service/wire/service-errors.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** Everything that the handler asks for is legal at the moment at which it asks. */
export function protocol({ refusals }: ScheduledRun): Violation | undefined {
  const refused = refusals.find(({ error, invocation }) => !isOfLost(error, invocation.isGivenUp))
  if (refused === undefined) return undefined
  const { error } = refused
  const message = error instanceof Error ? error.message : String(error)
  return {
    invariant: "protocol",
    message: `the service refused a checkpoint: ${message}`,
    operation: undefined,
    signature: `protocol ${message.replaceAll(/\d+/gu, "n")}`,
  }
}

/** An invocation that was given up holds a token that is worth nothing; so does one that is over. */
function isOfLost(error: unknown, isGivenUp: boolean): boolean {
  if (isGivenUp) return true
  return error instanceof ServiceError && error.message.toLowerCase().includes("checkpoint token")
}
