import { readFileSync } from "node:fs"
import type { Event } from "@aws-sdk/client-lambda"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { showValue } from "../../text/values/show-value.ts"

/** A history as it was handed over, with all of its pages and real dates. */
export interface ParsedHistory {
  readonly events: readonly Event[]
  /** The members beside the events, of the last page. */
  readonly members: Readonly<Record<string, unknown>>
  /** Where the next page begins, which is not there. */
  readonly nextMarker: string | undefined
}

const NO_HISTORY =
  "Pass the answer of GetDurableExecutionHistory, its JSON, an execution of a runner, " +
  "or the text of exportHistory(execution)."

/**
 * Reads a history in every form in which AWS hands it out.
 *
 * @param call what the test has called, for messages.
 * @throws {InvalidArgumentError} for what is no history at all.
 */
export function parseHistory(call: string, source: unknown): ParsedHistory {
  const value = toValue(call, source)
  const pages = toPages(value)
  const lists = pages.map((page) => Reflect.get(Object(page) as object, "Events") as unknown)
  if (lists.length === 0 || !lists.every(isListOfEvents)) {
    throw new InvalidArgumentError(call, "it has no list of events", NO_HISTORY)
  }
  const last = pages.at(-1) as Record<string, unknown>
  const marker = last["NextMarker"] ?? last["NextToken"]
  const events = lists.flat().map((event) => revive(call, event, `the event ${event.EventId}`))
  return {
    events: events.toSorted((left, right) => (left.EventId ?? 0) - (right.EventId ?? 0)),
    members: Array.isArray(value) ? {} : last,
    nextMarker: typeof marker === "string" && marker !== "" ? marker : undefined,
  }
}

/** A text of JSON, a file of it, or the value itself. */
export function toValue(call: string, source: unknown): unknown {
  if (source instanceof URL) return parse(call, readFile(call, source))
  if (typeof source !== "string") return source
  // The JSON of a history is an object or a list, and no path begins like one.
  if (/^\s*[[{]/u.test(source)) return parse(call, source)
  return parse(call, looksLikeFile(source) ? readFile(call, source) : source)
}

function looksLikeFile(text: string): boolean {
  return /^[^\n]+\.json$/u.test(text)
}

function readFile(call: string, file: URL | string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw new InvalidArgumentError(
      call,
      `the file ${showValue(String(file))} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Pass its path from the working directory, or new URL(path, import.meta.url).",
    )
  }
}

function parse(call: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidArgumentError(call, "it is not JSON", NO_HISTORY)
  }
}

/** Events alone are one page; a list of answers is one of pages. */
function toPages(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value]
  const isOfPages = value.length > 0 && value.every((one) => isObject(one) && "Events" in one)
  return isOfPages ? value : [{ Events: value }]
}

function isListOfEvents(value: unknown): value is Event[] {
  return Array.isArray(value) && value.every((event) => isObject(event) && "EventType" in event)
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null
}

/** JSON has no dates: the command line writes them as text, the API as seconds. */
export function revive<T>(call: string, value: T, whose: string): T {
  return reviveDates(call, value, whose) as T
}

function reviveDates(call: string, value: unknown, whose: string): unknown {
  if (!isObject(value) || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((member) => reviveDates(call, member, whose))
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      key.endsWith("Timestamp")
        ? toDate(call, member, `${key} of ${whose}`)
        : reviveDates(call, member, whose),
    ]),
  )
}

/** Seconds of this size are those of the year 5138; milliseconds are those of 1973. */
const FIRST_MILLISECONDS = 100_000_000_000

function toDate(call: string, value: unknown, place: string): unknown {
  if (value === undefined || value === null) return undefined
  const date =
    typeof value === "number"
      ? new Date(Math.abs(value) < FIRST_MILLISECONDS ? value * 1_000 : value)
      : typeof value === "string"
        ? dateOfText(value)
        : value
  if (date instanceof Date && !Number.isNaN(date.getTime())) return date
  throw new InvalidArgumentError(
    call,
    `${place} is ${showValue(value)}`,
    "Dates are Date objects, ISO texts, or seconds or milliseconds since 1970.",
  )
}

function dateOfText(text: string): unknown {
  return /^\d+(?:\.\d+)?$/u.test(text) ? toDate("", Number(text), "") : new Date(text)
}
