import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import type { RecordedOperation } from "../../runner/results/replay-verdict.ts"
import type { OutcomeDifference } from "./compare.ts"
import { secondsText } from "../history/replayed-types.ts"
import { detailsOf, readEventType, type History } from "../history/history.ts"
import type { AskedUpdate } from "../history/replay-answers.ts"
import type { Replay } from "../play/replay-invocation.ts"

/** What comes of an operation, or of an attempt of it, in the parts that are compared. */
interface Outcome {
  readonly action: "SUCCEED" | "FAIL" | "RETRY"
  readonly payload: string | undefined
  readonly error: string | undefined
  readonly delaySeconds: number | undefined
}

/**
 * The first outcome that a replay was to bring about again and did not.
 *
 * @param noted differences that are known and decide nothing, by their keys.
 */
export function compareOutcomes(
  { events }: History,
  operations: ReadonlyMap<string, RecordedOperation>,
  { point, settled, races }: Replay,
  noted: ReadonlySet<string>,
): OutcomeDifference | undefined {
  for (const index of point.outcomes) {
    if (noted.has(keyOfDelay({ event: index }))) continue
    const event = events[index]
    const operation = operations.get(event?.Id ?? "")
    if (event === undefined || operation === undefined) continue
    const recorded = recordedOutcome(event)
    const update = settled.get(operation.id)
    if (recorded === undefined || isRace(operation, recorded, races)) continue
    const asked = update && askedOutcome(update)
    const field = changedField(recorded, asked, isOpenEnded(event))
    if (field === undefined) continue
    return {
      kind: "outcome",
      operation,
      field,
      event: index,
      recorded: describeOutcome(recorded),
      asked: asked === undefined ? "does not end" : describeOutcome(asked),
      delays: { recorded: recorded.delaySeconds, asked: asked?.delaySeconds },
    }
  }
  return undefined
}

/** Names a delay that chance may decide, by the place of its outcome in the history. */
export function keyOfDelay({ event }: Pick<OutcomeDifference, "event">): string {
  return `delay ${event}`
}

/** After how many seconds a replay tries a step again; undefined if it does not, or has not decided. */
export function askedDelay(
  { settled }: Replay,
  { operation }: Pick<OutcomeDifference, "operation">,
): number | undefined {
  const update = settled.get(operation.id)
  return update?.Action === "RETRY" ? (askedOutcome(update).delaySeconds ?? 0) : undefined
}

/**
 * A context that is nothing but a race exists to record who wins: a replay, in which all that is
 * recorded settles at once, may see another winner. `Promise.all` is a race of failures.
 */
function isRace(
  { id }: RecordedOperation,
  { action }: Outcome,
  races: ReadonlySet<string>,
): boolean {
  if (races.has(`${id} race`) || races.has(`${id} any`)) return true
  return action === "FAIL" && races.has(`${id} all`)
}

function recordedOutcome(event: Event): Outcome | undefined {
  const { Result, Error: failure, RetryDetails } = detailsOf(event)
  if (Result?.Truncated === true || failure?.Truncated === true) return undefined
  const delaySeconds = RetryDetails?.NextAttemptDelaySeconds
  const hasFailed = readEventType(event)?.what === "Failed"
  return {
    action: delaySeconds !== undefined ? "RETRY" : hasFailed ? "FAIL" : "SUCCEED",
    payload: Result?.Payload,
    error: errorText(failure?.Payload),
    delaySeconds,
  }
}

function askedOutcome({ Action, Payload, Error: failure, StepOptions }: AskedUpdate): Outcome {
  return {
    action: Action as Outcome["action"],
    payload: Payload,
    error: errorText(failure),
    delaySeconds: StepOptions?.NextAttemptDelaySeconds,
  }
}

function errorText(error: ErrorObject | undefined): string | undefined {
  return error && [error.ErrorType, error.ErrorMessage].filter(Boolean).join(": ")
}

function changedField(
  recorded: Outcome,
  asked: Outcome | undefined,
  payloadIsOpen: boolean,
): string | undefined {
  if (recorded.action !== asked?.action) return "outcome"
  if (recorded.error !== asked.error) return "error"
  if (recorded.delaySeconds !== asked.delaySeconds) return "retry delay"
  if (payloadIsOpen || recorded.payload === asked.payload) return undefined
  // Only its serdes can tell whether two texts of another format mean the same: one that encrypts
  // never writes the same text twice.
  return isJson(recorded.payload) || isJson(asked.payload) ? "result" : undefined
}

/** A `map` or `parallel` that did not wait for all: what it had by then depends on the order. */
function isOpenEnded(event: Event): boolean {
  const isBatch = event.SubType === "Map" || event.SubType === "Parallel"
  const { Payload = "" } = detailsOf(event).Result ?? {}
  return isBatch && !/"completionReason":"ALL_COMPLETED"/u.test(Payload)
}

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? "")
    return true
  } catch {
    return false
  }
}

function describeOutcome({ action, payload, error, delaySeconds }: Outcome): string {
  switch (action) {
    case "SUCCEED":
      return `succeeds with ${payload ?? "nothing"}`
    case "FAIL":
      return `fails with ${error ?? "no error"}`
    case "RETRY": {
      const state = payload === undefined ? "" : ` with ${payload}`
      return `is tried again after ${secondsText(delaySeconds) ?? "0 s"}${state}`
    }
    default:
      return action satisfies never
  }
}
