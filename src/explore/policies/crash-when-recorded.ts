import type { Chooser } from "../../simulation/chooser.ts"

/** As `order` says; but whenever it lets a checkpoint be recorded, the invocation dies right after. */
export function crashWhenRecorded(order: Chooser): Chooser {
  return {
    choose(enabled) {
      const index = order.choose(enabled)
      if (enabled[index]?.kind !== "reply") return index
      const crash = enabled.findIndex(({ kind }) => kind === "crash-after-persist")
      return crash < 0 ? index : crash
    },
  }
}
