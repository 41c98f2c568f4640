import type { Chooser } from "../../world/events/chooser.ts"
import { keyOf } from "../../world/events/event-subject.ts"

/**
 * Lets things happen in the order of their keys as far as they can, and nothing go wrong: the run without
 * faults that is most like one with faults.
 */
export function inOrder(keys: readonly string[]): Chooser {
  let position = 0
  return {
    choose(enabled) {
      for (let index = position; index < keys.length; index++) {
        const wanted = enabled.findIndex((event) => keyOf(event) === keys[index])
        if (wanted < 0) continue
        position = index + 1
        return wanted
      }
      return 0
    },
  }
}
