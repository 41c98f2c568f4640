import { ServiceError } from "../../service/wire/service-errors.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

const MISMATCH =
  /Operation (type|name|subtype) mismatch for step "([\d-]+)"\. Expected \w+ "(.*?)", but got "(.*?)"\./u

/** In every invocation the handler asks for what is recorded: the SDK or the service says where not. */
export function replayDeterminism(run: ScheduledRun): Violation | undefined {
  return mismatch(run) ?? inconsistency(run)
}

/** What the SDK makes of an operation that is not the recorded one. */
function mismatch({ end }: ScheduledRun): Violation | undefined {
  if (end.kind !== "ended") return undefined
  const { ErrorType, ErrorMessage: message = "" } = end.execution.error ?? {}
  if (ErrorType !== "NonDeterministicExecutionError") return undefined
  const [, field, path = "", recorded, asked] = MISMATCH.exec(message) ?? []
  if (field === undefined) return violation(message, path)
  return violation(
    `operation ${path} was recorded with ${field} ${JSON.stringify(recorded)}, ` +
      `and the replay asks for ${field} ${JSON.stringify(asked)}`,
    path,
  )
}

function inconsistency({ refusals }: ScheduledRun): Violation | undefined {
  const refused = refusals.find(
    ({ error }) => error instanceof ServiceError && error.message.startsWith("Inconsistent "),
  )
  if (refused === undefined) return undefined
  const { message } = refused.error as ServiceError
  return violation(`the service refused a checkpoint: ${message}`, "")
}

function violation(message: string, path: string): Violation {
  return {
    invariant: "replay-determinism",
    message,
    operation: path === "" ? undefined : path,
    signature: `replay-determinism ${path}`,
  }
}
