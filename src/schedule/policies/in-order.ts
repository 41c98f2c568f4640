import type { Chooser, EnabledEvent } from "../../world/events/chooser.ts"
import { isFaultKind } from "../../world/events/fault-kind.ts"
import { keyOf } from "../../world/events/event-subject.ts"

/**
 * Lets things happen in the order of their keys as far as they can, and nothing go wrong: the run without
 * faults that is most like one with faults. A body that is to settle next, and still awaits timers, goes
 * on before they are due: with other latencies the order is the same.
 */
export function inOrder(keys: readonly string[]): Chooser {
  let position = 0
  return {
    choose(enabled) {
      let isNextToSettle = true
      for (let index = position; index < keys.length; index++) {
        const key = keys[index] ?? ""
        if (isFault(key) && keys.slice(position, index).some(mayBeAwaited)) return 0
        const wanted = enabled.findIndex((event) => keyOf(event) === key)
        if (wanted >= 0) {
          position = index + 1
          return wanted
        }
        if (!isNextToSettle || !key.startsWith(SETTLE)) continue
        isNextToSettle = false
        const hurried = enabled.findIndex((event) => hurries(event, key))
        if (hurried >= 0) return hurried
      }
      return 0
    },
  }
}

/** A fault strikes when what was before it has been: all but the clock, which runs otherwise elsewhere. */
function isFault(key: string): boolean {
  return isFaultKind(kindOf(key))
}

function mayBeAwaited(key: string): boolean {
  return !TIMING.has(kindOf(key))
}

const TIMING: ReadonlySet<string> = new Set(["time", "timer", "hurry", "postpone"])

function kindOf(key: string): string {
  return key.slice(0, key.indexOf(" "))
}

const SETTLE = "settle "

function hurries({ kind, subject }: EnabledEvent, key: string): boolean {
  return kind === "hurry" && keyOf({ kind: "settle", subject }) === key
}
