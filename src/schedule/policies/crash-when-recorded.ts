import type { Chooser } from "../../world/events/chooser.ts"
import type { Choice } from "../../world/choices/choice-space.ts"

/**
 * As `order` says; but whenever it lets something new be recorded, the invocation dies right after. That
 * a step has started is nothing new: of one that runs at most once each attempt would be lost.
 */
export function crashWhenRecorded(order: Chooser): Chooser {
  return {
    choose(enabled) {
      const index = order.choose(enabled)
      const chosen = enabled[index] as Partial<Choice> | undefined
      if (chosen?.kind !== "reply") return index
      const isNew = chosen.request?.updates.some(
        ({ Type, Action }) => Type !== "STEP" || Action !== "START",
      )
      if (isNew === false) return index
      const crash = enabled.findIndex(({ kind }) => kind === "crash-after-persist")
      return crash < 0 ? index : crash
    },
  }
}
