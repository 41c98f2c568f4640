import type { Chooser, EnabledEvent } from "../../world/events/chooser.ts"
import type { Choice } from "../../world/events/choice.ts"
import { Invocation } from "../../world/invocation/invocation.ts"

/**
 * The oldest event first, but an execution that the schedule has begun beside that of the test is ahead of it
 * as long as it can go on at that instant.
 */
export const neighbourFirst: Chooser = {
  choose(enabled) {
    const [{ at: now } = { at: 0 }] = enabled
    const isDue = ({ at }: EnabledEvent): boolean => at <= now
    const ahead = enabled.findIndex((event) => isDue(event) && isOfNeighbour(event))
    if (ahead >= 0) return ahead
    // Which execution an invocation is for does not show before it begins; the neighbour has begun later.
    return Math.max(
      0,
      enabled.findLastIndex((event) => isDue(event) && event.kind === "invoke"),
    )
  },
}

function isOfNeighbour(event: Partial<Choice>): boolean {
  const { owner } = event
  if (!(owner instanceof Invocation)) return false
  const { durableExecutionArn: arn = "" } = owner.identity
  return owner.world?.neighbours.has(arn) === true
}
