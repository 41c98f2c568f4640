import type { Execution } from "../runner/results/execution.ts"
import { modelOfExecution } from "./model/execution-model.ts"
import type { HistoryRow } from "./model/report-model.ts"
import { assertExecution } from "./subjects.ts"

/** A diagram is read as a whole: what is longer is for the page. */
const LONGEST_TEXT = 80
const MOST_EVENTS = 400

/**
 * An execution as a sequence diagram of Mermaid, which Markdown on GitHub and GitLab shows: the actions of
 * the handler, of the functions that it invokes and of the outside world, at their virtual times.
 *
 * @throws {InvalidArgumentError} for anything except an execution.
 */
export function toMermaid(execution: Execution): string {
  assertExecution("call toMermaid", execution)
  const { history } = modelOfExecution(execution, 0, LONGEST_TEXT)
  const shown = history.slice(0, MOST_EVENTS)
  const more = history.length - shown.length
  return [
    "sequenceDiagram",
    `  participant handler as ${escaped(execution.functionName)}`,
    "  participant outside",
    ...shown.flatMap(lineOf),
    ...(more > 0 ? [`  Note over handler: … ${more} more events`] : []),
    "",
  ].join("\n")
}

function lineOf({ time, type, subject, text, isFailure }: HistoryRow): string[] {
  const what = escaped(`${time} ${subject} ${wordsOf(type)}${text === "" ? "" : `: ${text}`}`)
  if (type === "InvocationCompleted" && !isFailure) return []
  if (/^Callback(?:Succeeded|Failed)$/u.test(type) || isSent(type)) {
    return [`  outside${isFailure ? "--x" : "->>"}handler: ${what}`]
  }
  if (type === "CallbackStarted" || type === "ChainedInvokeStarted") {
    return [`  handler->>outside: ${what}`]
  }
  if (type.startsWith("ChainedInvoke")) {
    return [`  outside${isFailure ? "--x" : "->>"}handler: ${what}`]
  }
  if (type.startsWith("Step") && type !== "StepStarted") {
    return [`  handler${isFailure ? "-x" : "->>"}handler: ${what}`]
  }
  return type === "StepStarted" ? [] : [`  Note over handler: ${what}`]
}

/** Heartbeats and refused answers, which are no events of AWS. */
function isSent(type: string): boolean {
  return /^[a-z]/u.test(type)
}

/** `StepSucceeded` reads `succeeded`: the operation says that it is a step. */
function wordsOf(type: string): string {
  const words = type
    .replaceAll(/(?!^)[A-Z]/gu, (letter) => ` ${letter}`)
    .toLowerCase()
    .split(" ")
  return words.length === 1 ? type : words.slice(type.startsWith("ChainedInvoke") ? 2 : 1).join(" ")
}

/** A text of Mermaid ends at a line's end or a semicolon, and `#` begins a code. */
function escaped(text: string): string {
  return shorten(text)
    .replaceAll(/[#;<>{}"]/gu, (character) => `#${character.charCodeAt(0)};`)
    .replaceAll(/\s+/gu, " ")
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT * 2 ? text : `${text.slice(0, LONGEST_TEXT * 2 - 1)}…`
}
