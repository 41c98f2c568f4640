import { ServiceError } from "../../service/wire/service-errors.ts"
import type { InvocationFact } from "../../service/state/event-record.ts"
import type { ScheduledRun } from "../../schedule/run-schedule.ts"
import type { Violation } from "./violation.ts"

/** Everything that the handler asks for and returns is legal at the moment at which it does. */
export function protocol(run: ScheduledRun): Violation | undefined {
  return refusedCheckpoint(run) ?? refusedAnswer(run)
}

function refusedCheckpoint({ refusals }: ScheduledRun): Violation | undefined {
  const refused = refusals.find(({ error, invocation }) => !isOfLost(error, invocation.isGivenUp))
  if (refused === undefined) return undefined
  const { error } = refused
  const message = error instanceof Error ? error.message : String(error)
  return violation(`the service refused a checkpoint: ${message}`, message)
}

/** An invocation that was given up holds a token that is worth nothing; so does one that is over. */
function isOfLost(error: unknown, isGivenUp: boolean): boolean {
  if (isGivenUp) return true
  return error instanceof ServiceError && error.message.toLowerCase().includes("checkpoint token")
}

/** The service fails an execution whose invocation returns what it may not, PENDING with nothing pending. */
function refusedAnswer({ world }: ScheduledRun): Violation | undefined {
  const { service, log } = world
  const outputs = new Map(log.records.map(({ requestId, outcome }) => [requestId, outcome]))
  for (const arn of service.executionArns()) {
    for (let index = 0; index < service.eventCount(arn); index++) {
      const { fact } = service.eventRecord(arn, index) ?? {}
      if (fact?.eventType !== "InvocationCompleted") continue
      const outcome = outputs.get(fact.requestId)
      if (outcome?.kind !== "returned" || !isRefusal(fact, outcome.output)) continue
      const message = fact.error?.ErrorMessage ?? ""
      return violation(`the service refused what an invocation returned: ${message}`, message)
    }
  }
  return undefined
}

/** An error that the service has made, and not the handler. */
function isRefusal({ error }: InvocationFact, output: unknown): boolean {
  if (error?.ErrorType !== "InvalidParameterValueException") return false
  const { Status, Error: own } = (output ?? {}) as { Status?: unknown; Error?: typeof error }
  return Status !== "FAILED" || own?.ErrorMessage !== error.ErrorMessage
}

function violation(message: string, reason: string): Violation {
  return {
    invariant: "protocol",
    message,
    operation: undefined,
    signature: `protocol ${reason.replaceAll(/\d+/gu, "n")}`,
  }
}
