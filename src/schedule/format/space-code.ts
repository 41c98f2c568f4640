import { FAULT_KINDS, type FaultKind } from "../../world/events/fault-kind.ts"
import type { ScheduleSpace } from "./schedule-space.ts"
import { unknownCode, unreadable } from "./unreadable.ts"

/*
 * What can be chosen from, as the second part of a schedule's text. In `d2.es-fcCl-m2-p25.…` these are
 *
 *     es      the switches that are on, a letter each; `0` if none is
 *     -fcCl   the faults that may strike, a letter or digit each; absent if none may
 *     -m2     how many of them at the most, in base 36; absent if there is no bound
 *     -p25    how many operations a page of state holds, in base 36; absent for the runner's own
 *     -d3     which other random numbers are drawn, in base 36; absent for those of the seed
 *
 * To add something, without a change to any text that was printed before:
 *
 * - A fault kind: give it a letter or digit in FAULT_CODES that was never used. Its place in FAULT_KINDS
 *   may be any, but those that are there keep their order among each other: faults are offered in it, so
 *   it decides what the numbers of choices mean.
 * - A switch, which is off unless it is named: give it a lower-case letter in SWITCH_CODES.
 * - A number: give it a letter in BOUND_CODES, and a value that an absent one stands for.
 *
 * Every table is checked by its type: what has no code does not compile. A code that was given away is
 * never given again, also when what it stood for is gone. Whatever a new switch or fault offers comes
 * behind what was offered before, or is offered only where it is named. What cannot be done like this
 * needs a new version; see `schedule-text.ts`.
 */

const FAULT_CODES: Readonly<Record<FaultKind, string>> = {
  crash: "c",
  "crash-after-persist": "C",
  timeout: "t",
  "timeout-after-persist": "T",
  throttle: "h",
  "service-error": "e",
  "lost-reply": "l",
  "stale-token": "s",
  zombie: "z",
  "no-token": "n",
  "late-reply": "r",
  "body-failure": "b",
  stop: "x",
  wake: "w",
  "early-answer": "a",
  "shared-container": "o",
}

type Switch = {
  [Name in keyof ScheduleSpace]-?: ScheduleSpace[Name] extends boolean ? Name : never
}[keyof ScheduleSpace]

const SWITCH_CODES: Readonly<Record<Switch, string>> = {
  early: "e",
  slow: "s",
  coldStarts: "c",
  anywhere: "a",
  latencies: "l",
}

type Bound = Exclude<keyof ScheduleSpace, Switch | "faults">

const BOUND_CODES: Readonly<Record<Bound, string>> = { maxFaults: "m", pageSize: "p", draw: "d" }

const FAULTS_SECTION = "f"

const switchNames = Object.keys(SWITCH_CODES) as readonly Switch[]
const boundNames = Object.keys(BOUND_CODES) as readonly Bound[]

/** The grammar of what {@link encodeSpace} writes now, and may write later. */
export const SPACE_PATTERN = "(?:0|[a-z]+)(?:-[a-z][0-9A-Za-z]+)*"

export function encodeSpace(space: ScheduleSpace): string {
  const switches = switchNames.map((name) => (space[name] ? SWITCH_CODES[name] : "")).join("")
  const faults = FAULT_KINDS.filter((kind) => space.faults.includes(kind))
  const codes = faults.map((kind) => FAULT_CODES[kind]).join("")
  const sections = [switches === "" ? "0" : switches]
  if (codes !== "") sections.push(FAULTS_SECTION + codes)
  for (const name of boundNames) {
    const bound = space[name]
    if (bound !== undefined && bound !== Infinity) {
      sections.push(BOUND_CODES[name] + bound.toString(36))
    }
  }
  return sections.join("-")
}

/**
 * @param text the whole schedule, for errors.
 * @throws {InvalidArgumentError} for a code that is not known, or a section that comes twice.
 */
export function decodeSpace(code: string, text: string): ScheduleSpace {
  const [switches = "", ...sections] = code.split("-")
  const on = new Set(switches === "0" ? [] : switches)
  for (const letter of on) {
    if (!Object.values(SWITCH_CODES).includes(letter)) throw unknownCode(text, "switch", letter)
  }
  const values = new Map(sections.map((section) => [section.slice(0, 1), section.slice(1)]))
  if (values.size < sections.length) {
    throw unreadable(text, "has a section twice", "Copy the text that was printed.")
  }
  for (const letter of values.keys()) {
    const isKnown = letter === FAULTS_SECTION || Object.values(BOUND_CODES).includes(letter)
    if (!isKnown) throw unknownCode(text, "section", letter)
  }
  const boundOf = (name: Bound): number | undefined => {
    const value = values.get(BOUND_CODES[name])
    return value === undefined ? undefined : Number.parseInt(value, 36)
  }
  const draw = boundOf("draw")
  return {
    early: on.has(SWITCH_CODES.early),
    slow: on.has(SWITCH_CODES.slow),
    coldStarts: on.has(SWITCH_CODES.coldStarts),
    anywhere: on.has(SWITCH_CODES.anywhere),
    latencies: on.has(SWITCH_CODES.latencies),
    faults: decodeFaults(values.get(FAULTS_SECTION) ?? "", text),
    maxFaults: boundOf("maxFaults") ?? Infinity,
    pageSize: boundOf("pageSize"),
    ...(draw !== undefined && { draw }),
  }
}

function decodeFaults(codes: string, text: string): readonly FaultKind[] {
  const named = new Set(codes)
  const faults = FAULT_KINDS.filter((kind) => named.delete(FAULT_CODES[kind]))
  const [unknown] = named
  if (unknown !== undefined) throw unknownCode(text, "fault", unknown)
  return faults
}
