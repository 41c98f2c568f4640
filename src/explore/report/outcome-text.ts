import type { Outcome } from "../invariants/outcome.ts"
import { readableForm } from "../../schedule/fresh-values/renamed.ts"
import { oneLine } from "../../text/values/shorten.ts"
import { plural } from "./number-text.ts"
import type { OutcomeDifference } from "./outcome-diff.ts"

/** How many characters a value takes in a text. */
const LONGEST_HEAD = 80
const LONGEST_VALUE = 90
const LONGEST_PATH = 60
/** A difference that is longer takes three lines. */
const LONGEST_LINE = 110
/** What is shown before the first character that differs. */
const LEAD = 12
const MOST_DIFFERENCES = 6

/** How an execution ended, without what it left outside. */
export function describeEnd({ status, result, error }: Outcome): string {
  const what = error === null ? valueText(result ?? undefined) : errorText(error)
  const text = [status, what].filter((part) => part !== "" && part !== NOTHING).join(" ")
  const head = cutInTheMiddle(text, LONGEST_HEAD)
  // Messages of errors often end with one.
  return head.endsWith(".") ? head.slice(0, -1) : head
}

/** One line for each difference, with what the legal outcome has first. */
export function renderDifferences(
  differences: readonly OutcomeDifference[],
  sides: { readonly legal: string; readonly seen: string },
): string {
  const shown = differences.slice(0, MOST_DIFFERENCES)
  const paths = shown.map(({ path }) => cutInTheMiddle(readableForm(path), LONGEST_PATH))
  const width = Math.max(0, ...paths.map((path) => path.length))
  const rows = shown.map(({ legal, seen }, index) => {
    const path = paths[index] ?? ""
    const [before, after] = excerpts(valueText(legal), valueText(seen))
    const line = `  ${path.padEnd(width)}  ${before} -> ${after}`
    if (line.length <= LONGEST_LINE) return line
    const label = Math.max(sides.legal.length, sides.seen.length)
    return [
      `  ${path}`,
      `    ${sides.legal.padEnd(label)}  ${before}`,
      `    ${sides.seen.padEnd(label)}  ${after}`,
    ].join("\n")
  })
  const more = differences.length - shown.length
  return [...rows, ...(more > 0 ? [`  and ${plural(more, "more difference")}`] : [])].join("\n")
}

const NOTHING = "nothing"

function valueText(value: unknown): string {
  if (value === undefined) return NOTHING
  return isError(value) ? errorText(value) : readableForm(JSON.stringify(value))
}

function isError(value: unknown): value is NonNullable<Outcome["error"]> {
  if (typeof value !== "object" || value === null) return false
  return Object.keys(value).toSorted().join() === "message,type"
}

function errorText({ type, message }: NonNullable<Outcome["error"]>): string {
  const text = [type, message].filter((part) => part !== undefined && part !== null && part !== "")
  return readableForm(oneLine(text.join(": ")))
}

/** Two texts that differ, each cut so that the first character that differs is shown. */
function excerpts(left: string, right: string): readonly [string, string] {
  const [a, b] = [Array.from(left), Array.from(right)]
  const shorter = Math.min(a.length, b.length)
  let same = 0
  while (same < shorter && a[same] === b[same]) same++
  return [excerpt(a, same), excerpt(b, same)]
}

function excerpt(characters: readonly string[], place: number): string {
  if (characters.length <= LONGEST_VALUE) return characters.join("")
  const wanted = Math.max(0, place - LEAD)
  const isAtBeginning = wanted <= 1
  const start = isAtBeginning ? 0 : wanted
  const room = LONGEST_VALUE - (isAtBeginning ? 0 : 1)
  const isToTheEnd = characters.length - start <= room
  const end = isToTheEnd ? characters.length : start + room - 1
  const text = characters.slice(start, end).join("")
  return `${isAtBeginning ? "" : "…"}${text}${isToTheEnd ? "" : "…"}`
}

function cutInTheMiddle(text: string, longest: number): string {
  const characters = Array.from(text)
  if (characters.length <= longest) return text
  const first = Math.ceil((longest - 1) / 2)
  const last = longest - 1 - first
  return `${characters.slice(0, first).join("")}…${characters.slice(characters.length - last).join("")}`
}
