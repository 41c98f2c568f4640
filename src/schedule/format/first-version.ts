import { FAULT_KINDS, type FaultKind } from "../../world/events/fault-kind.ts"
import type { ScheduleSpace } from "./schedule-space.ts"
import { unreadable } from "./unreadable.ts"

/**
 * The bits of version `d1`, in their order: first the switches, then the faults. Version 0.1.0 has
 * printed them, so nothing in here changes, whatever FAULT_KINDS has become.
 */
const SWITCH_BITS = ["early", "slow", "coldStarts"] as const
const FAULT_BITS: readonly FaultKind[] = [
  "crash",
  "crash-after-persist",
  "timeout",
  "timeout-after-persist",
  "throttle",
  "service-error",
  "lost-reply",
  "stale-token",
  "zombie",
]

export const FIRST_SPACE_PATTERN = "[0-9a-z]+(?:-f[0-9a-z]+)?(?:-p[0-9a-z]+)?"

/**
 * Reads what can be chosen from in a schedule of version `d1`: a mask in base 36, then `-f` with the
 * number of faults and `-p` with the size of a page, where they are bounded.
 *
 * @param text the whole schedule, for errors.
 * @throws {InvalidArgumentError} for a mask with bits that never meant anything.
 */
export function decodeFirstSpace(code: string, text: string): ScheduleSpace {
  const [mask = "", ...bounds] = code.split("-")
  const bits = Number.parseInt(mask, 36)
  if (bits >= 2 ** (SWITCH_BITS.length + FAULT_BITS.length)) {
    const problem = `may choose from "${mask}", which no version of durable-test-runner has printed`
    throw unreadable(text, problem, "Copy the text that was printed.")
  }
  const isSet = (index: number): boolean => Math.floor(bits / 2 ** index) % 2 === 1
  const boundOf = (letter: string): number | undefined => {
    const bound = bounds.find((each) => each.startsWith(letter))
    return bound === undefined ? undefined : Number.parseInt(bound.slice(1), 36)
  }
  const named = new Set(FAULT_BITS.filter((_kind, index) => isSet(SWITCH_BITS.length + index)))
  return {
    early: isSet(SWITCH_BITS.indexOf("early")),
    slow: isSet(SWITCH_BITS.indexOf("slow")),
    coldStarts: isSet(SWITCH_BITS.indexOf("coldStarts")),
    anywhere: false,
    latencies: false,
    faults: FAULT_KINDS.filter((kind) => named.has(kind)),
    maxFaults: boundOf("f") ?? Infinity,
    pageSize: boundOf("p"),
  }
}
