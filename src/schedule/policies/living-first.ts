import type { Chooser } from "../../world/events/chooser.ts"
import type { Choice } from "../../world/events/choice.ts"
import { Invocation } from "../../world/invocation/invocation.ts"

/**
 * The oldest event first, but what an invocation does that was given up waits as long as anything else
 * can happen at that instant: the next invocation is ahead of it.
 */
export const livingFirst: Chooser = {
  choose(enabled) {
    const [{ at: now } = { at: 0 }] = enabled
    const living = enabled.findIndex((event) => {
      const { owner } = event as Partial<Choice>
      return event.at <= now && !(owner instanceof Invocation && owner.isGivenUp)
    })
    return Math.max(0, living)
  },
}
