import { environmentVariable } from "../../text/environment.ts"
import { realNow } from "../../world/clock/real-timers.ts"
import { standardError, type TerminalStream } from "../../text/standard-error.ts"
import { numberText } from "./number-text.ts"
import type { Progress } from "./progress.ts"

/** A search that is over sooner says nothing. */
const QUIET_MS = 1_500

/** How often the line is written at the most. */
const REFRESH_MS = 100

/** Shows how far a search is, and takes the line away when it is over. */
export interface TerminalProgress {
  (progress: Progress): void
  end(): void
}

export interface TerminalProgressParts {
  /** Real milliseconds. */
  readonly now: () => number
  /** Nobody watches: a log would be full of lines that were to be rewritten. */
  readonly isUnwatched: boolean
}

/** Progress on the terminal of the process, if it has one and this is not CI. */
export function defaultProgress(): TerminalProgress {
  return terminalProgress(standardError(), {
    now: realNow,
    isUnwatched: environmentVariable("CI") !== undefined,
  })
}

/**
 * One line on a terminal that is rewritten in place:
 *
 *     exploring: systematic  12,340 schedules  82 states  1,650/s  12 s left
 *
 * It is erased with spaces, which any terminal understands.
 */
export function terminalProgress(
  stream: TerminalStream,
  { now, isUnwatched }: TerminalProgressParts,
): TerminalProgress {
  let shownAt = -Infinity
  let shownLength = 0
  const show = (text: string): void => {
    stream.write(`\r${text.padEnd(shownLength)}`)
    shownLength = text.length
  }
  const isShown = stream.isTTY === true && !isUnwatched
  const listener = (progress: Progress): void => {
    if (!isShown || progress.elapsedMs < QUIET_MS || now() - shownAt < REFRESH_MS) return
    shownAt = now()
    // A line that fills the terminal would go on in the next one, and stay there.
    show(lineOf(progress).slice(0, (stream.columns ?? Infinity) - 1))
  }
  const end = (): void => {
    if (shownLength > 0) stream.write(`\r${" ".repeat(shownLength)}\r`)
    shownLength = 0
  }
  return Object.assign(listener, { end })
}

function lineOf({ tier, schedules, states, elapsedMs, budgetMs }: Progress): string {
  const perSecond = Math.round((schedules * 1_000) / elapsedMs)
  const parts = [
    `exploring: ${tier}`,
    counted(schedules, "schedule"),
    ...(states > 0 ? [counted(states, "state")] : []),
    `${numberText(perSecond)}/s`,
    ...(budgetMs === undefined ? [] : [`${remainingText(budgetMs - elapsedMs)} left`]),
  ]
  return parts.join("  ")
}

function counted(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? "" : "s"}`
}

/** `12 s`, `2 min 5 s`, `1 h 0 min`. */
function remainingText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000))
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds} s`
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
