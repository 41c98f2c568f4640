import { stripVTControlCharacters } from "node:util"

/** A text on one line, cut at its end where it is longer than `longest`. */
export function shortenEnd(text: string, longest: number): string {
  const line = oneLine(text)
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`
}

/**
 * A text on one line, cut in its middle where it is longer than `longest`: errors tell at their start
 * what they are, and at their end what is wrong.
 */
export function shortenMiddle(text: string, longest: number): string {
  const line = oneLine(text)
  if (line.length <= longest) return line
  const kept = longest - 1
  const head = Math.ceil(kept / 2)
  return `${line.slice(0, head)}…${line.slice(line.length - (kept - head))}`
}

/** Without colours and other control characters, which would change the terminal that prints the line. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
}
