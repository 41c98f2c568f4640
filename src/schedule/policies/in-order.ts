import type { Chooser } from "../../world/events/chooser.ts"

/**
 * Lets things happen in the order of `labels` as far as they can, and nothing go wrong: the run without
 * faults that is most like one with faults.
 */
export function inOrder(labels: readonly string[]): Chooser {
  let position = 0
  return {
    choose(enabled) {
      for (let index = position; index < labels.length; index++) {
        const wanted = enabled.findIndex(({ label }) => label === labels[index])
        if (wanted < 0) continue
        position = index + 1
        return wanted
      }
      return 0
    },
  }
}
