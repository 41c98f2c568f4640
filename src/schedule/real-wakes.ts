import { hashText } from "../text/values/hash-text.ts"
import type { WorldEvent } from "../world/events/events.ts"
import type { BodyRun } from "../world/invocation/step-bodies.ts"

/** Something that the end of real work has brought about in a run. */
export interface RealWake {
  /** How many decisions the run had made. */
  readonly decision: number
  /** The event that it led to, by its key, or something else. */
  readonly what: string
  /** The step whose body it has woken: its name, or else its path. */
  readonly step: string | undefined
  /** What the body has come to, if it has ended, for people. */
  readonly result: string | undefined
}

const LONGEST_RESULT = 120

/** @param runs the bodies of the run so far. */
export function toRealWake(
  decision: number,
  what: string,
  event: WorldEvent | undefined,
  runs: readonly BodyRun[],
): RealWake {
  const number = event?.bodyNumber ?? event?.body?.number
  const run = number === undefined ? undefined : runs[number]
  const result = run === undefined || event?.kind !== "settle" ? undefined : resultOf(run)
  return { decision, what, step: run && (run.name ?? run.path), result }
}

function resultOf({ outcome, returned, thrown }: BodyRun): string {
  if (outcome === "threw") return shortened(`threw ${thrown ?? "an error"}`)
  return shortened(`returned ${JSON.stringify(returned) ?? "nothing"}`)
}

/** Two of them are the same text only if they are the same. */
function shortened(text: string): string {
  if (text.length <= LONGEST_RESULT) return text
  return `${text.slice(0, LONGEST_RESULT)}... (${text.length} characters, ${hashText(text).toString(36)})`
}
