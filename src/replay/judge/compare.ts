import { compareOutcomes } from "./compare-outcomes.ts"
import { ENVIRONMENT_SUFFIX } from "../play/perturbation.ts"
import type { RecordedOperation } from "../../runner/results/replay-verdict.ts"
import { type OperationOptions, replayedType } from "../history/replayed-types.ts"
import { closingEvent, detailsOf, type History } from "../history/history.ts"
import type { AskedUpdate } from "../history/replay-answers.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { Replay } from "../play/replay-invocation.ts"

/** What differs between the history and what the code does now, before anybody has asked why. */
export type Difference =
  /** An operation is asked for, and is another than the recorded one. */
  | {
      readonly kind: "changed"
      readonly operation: RecordedOperation
      readonly field: string
      readonly asked: AskedUpdate
    }
  /** The SDK itself refused an operation that is in the state. */
  | {
      readonly kind: "refused"
      readonly operation: RecordedOperation
      readonly field: string
      readonly text: string
    }
  /** An operation was recorded and is no longer asked for. */
  | { readonly kind: "missing"; readonly operation: RecordedOperation }
  /** An operation is asked for that was never recorded. */
  | { readonly kind: "unexpected"; readonly asked: AskedUpdate }
  /** A context, or an attempt of a step, comes to something else. */
  | OutcomeDifference
  /** The handler ends with something else. */
  | { readonly kind: "result"; readonly recorded: string; readonly asked: string }

export interface OutcomeDifference {
  readonly kind: "outcome"
  readonly operation: RecordedOperation
  readonly field: string
  /** The place of the recorded outcome in the history. */
  readonly event: number
  readonly recorded: string
  readonly asked: string
  /** Seconds before the next attempt. */
  readonly delays: { readonly recorded: number | undefined; readonly asked: number | undefined }
}

/** @param noted differences that are known and decide nothing, by their keys. */
export function compareReplay(
  history: History,
  operations: ReadonlyMap<string, RecordedOperation>,
  replay: Replay,
  noted: ReadonlySet<string> = NOTHING,
): Difference | undefined {
  const refused = refusedBySdk(operations, replay)
  if (refused !== undefined) return refused
  // What the handler asks for after an outcome follows from it, and has points of its own.
  if (replay.point.outcomes.length > 0) return compareOutcomes(history, operations, replay, noted)
  const changed: Difference[] = []
  for (const asked of replay.asked.values()) {
    const operation = operations.get(asked.Id)
    const field = operation === undefined ? undefined : changedField(operation, asked, noted)
    if (operation !== undefined && field !== undefined) {
      changed.push({ kind: "changed", operation, field, asked })
    }
  }
  const missing = replay.point.expected
    .filter((id) => !replay.asked.has(id))
    .map((id) => operations.get(id))
    .filter((operation) => operation !== undefined)
    .map((operation) => ({ kind: "missing", operation }) as const)
  const [first] = [...changed, ...missing].toSorted(
    (left, right) => numberOf(left) - numberOf(right),
  )
  if (first !== undefined) return first
  const added = addedToBatch(history, operations, replay)
  if (added !== undefined) return { kind: "unexpected", asked: added }
  return replay.point.isEnd ? compareEnd(history, operations, replay, noted) : undefined
}

function numberOf(difference: Difference): number {
  return "operation" in difference ? difference.operation.number : Infinity
}

/** The first thing about an operation that is not as it was recorded. */
function changedField(
  operation: RecordedOperation,
  asked: AskedUpdate,
  noted: ReadonlySet<string>,
): string | undefined {
  if (operation.type !== asked.Type) return "type"
  if (operation.subType !== asked.SubType) return "sub-type"
  if (operation.name !== asked.Name) return "name"
  if (operation.parentId !== asked.ParentId) return "parent"
  if (asked.Action !== "START") return undefined
  const now = askedOptions(asked)
  return Object.keys(operation.options).find(
    (option) =>
      operation.options[option] !== now[option] && !noted.has(`${operation.id} ${option}`),
  )
}

const NOTHING: ReadonlySet<string> = new Set()

/**
 * A name for a difference in something that no replay needs, if it is one: the service never asks for the
 * result of an execution again that is over, nor for the input of an invoke that was started.
 */
export function keyOfHarmless(difference: Difference): string | undefined {
  if (difference.kind === "result") {
    const { recorded, asked } = difference
    const verb = recorded.slice(0, recorded.indexOf(" "))
    return (verb === "returns" || verb === "fails") && asked.startsWith(`${verb} `)
      ? "result"
      : undefined
  }
  if (difference.kind !== "changed" || difference.field !== "input") return undefined
  const { id, type } = difference.operation
  return type === "CHAINED_INVOKE" ? `${id} input` : undefined
}

export function askedOptions(asked: AskedUpdate): OperationOptions {
  return replayedType(asked.Type)?.askedOptions(asked) ?? {}
}

const REFUSAL =
  /Operation (type|name|subtype) mismatch for step "([\d-]+)"\. Expected \w+ "(.*?)", but got "(.*?)"\./u

function refusedBySdk(
  operations: ReadonlyMap<string, RecordedOperation>,
  { output }: Replay,
): Difference | undefined {
  if (output?.kind !== "returned" || output.status !== "FAILED") return undefined
  const [, field = "", path = "", , text = ""] = REFUSAL.exec(output.error?.message ?? "") ?? []
  const operation = operations.get(hashOperationPath(path))
  if (operation === undefined) return undefined
  return { kind: "refused", operation, field: field === "subtype" ? "sub-type" : field, text }
}

/**
 * A branch or an item that a `parallel` or `map` did not have when it was recorded to be complete. Of
 * one that was content with fewer, nobody can say what it had not begun.
 */
function addedToBatch(
  { events }: History,
  operations: ReadonlyMap<string, RecordedOperation>,
  { asked }: Replay,
): AskedUpdate | undefined {
  return [...asked.values()].find(({ Id, ParentId, Type }) => {
    if (Type !== "CONTEXT" || ParentId === undefined || operations.has(Id)) return false
    const end = events.find(
      (event) => event.Id === ParentId && event.EventType === "ContextSucceeded",
    )
    const result = end === undefined ? undefined : detailsOf(end).Result?.Payload
    return /"completionReason":"ALL_COMPLETED"/u.test(result ?? "")
  })
}

/** Whether what differs is a text that has come out of the environment. */
export function carriesEnvironment(difference: Difference): boolean {
  switch (difference.kind) {
    case "changed": {
      const { asked, field } = difference
      return askedOptions(asked)[field]?.includes(ENVIRONMENT_SUFFIX) === true
    }
    case "outcome":
    case "result":
      return difference.asked.includes(ENVIRONMENT_SUFFIX)
    case "refused":
    case "missing":
    case "unexpected":
      return false
    default:
      return difference satisfies never
  }
}

/** With everything recorded, the handler ends as it did, and asks for nothing else. */
function compareEnd(
  history: History,
  operations: ReadonlyMap<string, RecordedOperation>,
  replay: Replay,
  noted: ReadonlySet<string>,
): Difference | undefined {
  const recorded = recordedEnd(history)
  if (recorded === undefined) return undefined
  const asked = replayedEnd(replay)
  if (recorded === asked) return undefined
  const unexpected = [...replay.asked.values()].find(
    ({ Id, Type, Action }) => !operations.has(Id) && Type !== "EXECUTION" && Action === "START",
  )
  if (unexpected !== undefined) return { kind: "unexpected", asked: unexpected }
  const result = {
    kind: "result",
    recorded,
    asked: asked ?? "does not end: it waits for something",
  } as const
  return noted.has(keyOfHarmless(result) ?? "") ? undefined : result
}

/** Ends that the service decided, whatever the handler would have done. */
const NOT_OF_THE_HANDLER: RegExp =
  /^(InvalidParameterValueException|Sandbox\.|Runtime\.|Extension\.)/u

function recordedEnd(history: History): string | undefined {
  const event = closingEvent(history)
  if (event === undefined) return undefined
  const { Result, Error: failure } = detailsOf(event)
  if (event.EventType === "ExecutionSucceeded") {
    return Result?.Truncated === true ? undefined : describeResult(Result?.Payload)
  }
  if (event.EventType !== "ExecutionFailed" || failure?.Truncated === true) return undefined
  const { ErrorType, ErrorMessage } = failure?.Payload ?? {}
  if (NOT_OF_THE_HANDLER.test(ErrorType ?? "")) return undefined
  // The SDK gives up when the service refuses a checkpoint, which no replay does.
  if (ErrorMessage?.startsWith("Checkpoint failed") === true) return undefined
  return describeFailure(ErrorType, ErrorMessage)
}

export function replayedEnd({ output, asked }: Replay): string | undefined {
  if (output === undefined || output.kind === "threw") {
    return output === undefined ? undefined : `throws ${String(output.thrown)}`
  }
  if (output.status === "SUCCEEDED") {
    const large = [...asked.values()].find(({ Type }) => Type === "EXECUTION")
    return describeResult(large?.Payload ?? output.result)
  }
  if (output.status === "FAILED") return describeFailure(output.error?.type, output.error?.message)
  return undefined
}

function describeResult(result: string | undefined): string {
  return `returns ${result ?? "nothing"}`
}

function describeFailure(type: string | undefined, message: string | undefined): string {
  return `fails with ${[type, message].filter((part) => part !== undefined).join(": ")}`
}
