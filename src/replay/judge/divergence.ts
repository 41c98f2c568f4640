import { formatElapsed } from "../../text/elapsed.ts"
import type {
  CallSite,
  Cause,
  Divergence,
  RecordedOperation,
} from "../../runner/results/replay-verdict.ts"
import { describeCallSite } from "../record/call-site.ts"
import { askedOptions, type Difference } from "./compare.ts"
import { invocationOf, type History, timeOf } from "../history/history.ts"
import type { AskedUpdate } from "../history/replay-answers.ts"
import { describeAsked, describeOperation } from "./instead.ts"

export interface Found {
  readonly difference: Difference
  /** The likeliest first. */
  readonly causes: readonly Cause[]
  readonly site: CallSite | undefined
  readonly recordedSite: CallSite | undefined
  /** What the code asks for in the place of an operation, where that was found out. */
  readonly asked: AskedUpdate | undefined
  /** What the code does instead, where the difference does not say so. */
  readonly instead?: string | undefined
  /** Nothing suspended while the history was recorded. */
  readonly isHeldOpen: boolean
}

export function toDivergence(history: History, found: Found): Divergence {
  const { difference, causes, site, recordedSite } = found
  const [cause, ...otherCauses] = causes
  const operation = "operation" in difference ? difference.operation : undefined
  const isOutcome = difference.kind === "outcome"
  const first = isOutcome ? difference.event : operation?.firstEvent
  const at = first ?? Math.max(0, history.events.length - 1)
  const invocation = invocationOf(history, operation === undefined ? at - 1 : at)
  const elapsedMs = timeOf(history.events[at]) - timeOf(history.events[0])
  const sides = sidesOf(difference, found.asked)
  const { recorded, field } = sides
  const asked = found.instead === undefined ? sides.asked : shorten(found.instead)
  const sites = { site, recordedSite }
  const parts = {
    ...{ kind: difference.kind, operation, field, recorded, asked },
    ...{ cause, otherCauses, ...sites },
    isLostMemory: found.isHeldOpen,
  }
  const message = describe({ ...parts, invocation, elapsedMs })
  return { ...parts, invocation, elapsedMs, message }
}

function describe(parts: Omit<Divergence, "message">): string {
  const { operation, recorded, asked, cause, otherCauses, invocation, elapsedMs } = parts
  const { site, recordedSite, isLostMemory } = parts
  const what = isLostMemory
    ? "Memory does not survive a suspension. The replay of a run in which nothing suspended"
    : "A replay"
  const where = operation === undefined ? "at its end" : `at operation ${operation.number}`
  const when = `invocation ${invocation}, ${formatElapsed(elapsedMs)}`
  return [
    `${what} diverges ${where} (${when}):`,
    `  recorded   ${recorded}${placeOf(recordedSite)}`,
    `  the code   ${asked}${placeOf(site)}`,
    ...(cause === undefined ? [] : [`  cause      ${cause.text}${placeOf(cause.site)}`]),
    ...otherCauses.map((other) => `  or         ${other.text}${placeOf(other.site)}`),
  ].join("\n")
}

/** On a line of its own, so that it can be clicked wherever the message ends up. */
function placeOf(site: CallSite | undefined): string {
  return site === undefined ? "" : `\n             at ${describeCallSite(site)}`
}

interface Sides {
  readonly recorded: string
  readonly asked: string
  readonly field: string | undefined
}

function sidesOf(difference: Difference, askedInstead: AskedUpdate | undefined): Sides {
  switch (difference.kind) {
    case "changed":
      return changedSides(difference.operation, difference.asked, difference.field)
    case "refused":
      if (askedInstead !== undefined) {
        return changedSides(difference.operation, askedInstead, difference.field)
      }
      return {
        recorded: describeOperation(difference.operation),
        asked: `asks for ${difference.field} ${JSON.stringify(difference.text)}`,
        field: difference.field,
      }
    case "missing":
      return {
        recorded: describeOperation(difference.operation),
        asked: "does not ask for it",
        field: undefined,
      }
    case "unexpected":
      return {
        recorded: "no such operation",
        asked: `asks for ${describeAsked(difference.asked)}`,
        field: undefined,
      }
    case "outcome":
      return {
        recorded: shorten(`${describeOperation(difference.operation)} ${difference.recorded}`),
        asked: shorten(`${describeOperation(difference.operation)} ${difference.asked}`),
        field: difference.field,
      }
    case "result":
      return {
        recorded: shorten(difference.recorded),
        asked: shorten(difference.asked),
        field: "result",
      }
    default:
      return difference satisfies never
  }
}

function changedSides(operation: RecordedOperation, asked: AskedUpdate, field: string): Sides {
  const isOption = field in operation.options
  const before = isOption ? `, ${field} ${operation.options[field] ?? "none"}` : ""
  const now = isOption ? `, ${field} ${askedOptions(asked)[field] ?? "none"}` : ""
  const parents =
    field === "parent"
      ? [` in ${operation.parentId ?? "the handler"}`, ` in ${asked.ParentId ?? "the handler"}`]
      : ["", ""]
  return {
    recorded: shorten(`${describeOperation(operation)}${parents[0]}${before}`),
    asked: shorten(`asks for ${describeAsked(asked)}${parents[1]}${now}`),
    field,
  }
}

const LONGEST_TEXT = 160

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`
}
