import type { EnabledEvent } from "../../../world/events/chooser.ts"
import { isFaultKind } from "../../../world/events/fault-kind.ts"
import type { Instant } from "../../../service/values/instant.ts"
import type { DeviationKind } from "./deviation-weights.ts"

/** An option with its number among all of them. */
interface PlainOption {
  readonly index: number
  readonly event: EnabledEvent
}

export interface DeviationOption {
  readonly index: number
  readonly kind: DeviationKind
}

/** What a plain run could do, and what only one with more freedom can. */
export interface SplitOptions {
  readonly plain: readonly PlainOption[]
  readonly deviations: readonly DeviationOption[]
}

/** The first option is always a plain one. */
export function splitOptions(enabled: readonly EnabledEvent[]): SplitOptions {
  const plain: PlainOption[] = []
  const deviations: DeviationOption[] = []
  const now = nowOf(enabled)
  enabled.forEach((event, index) => {
    const kind = index === 0 ? undefined : deviationOf(event, now)
    if (kind === undefined) plain.push({ index, event })
    else deviations.push({ index, kind })
  })
  return { plain, deviations }
}

/**
 * The present, as far as the options show it. Only a delivery and an invocation can be offered before
 * they are due; and if the clock is to move on, there is nothing that is due.
 */
function nowOf(enabled: readonly EnabledEvent[]): Instant {
  const [first] = enabled
  if (first === undefined || first.kind === "time") return -Infinity
  return enabled.reduce(
    (now, event) => (canBeEarly(event) ? now : Math.max(now, event.at)),
    first.at,
  )
}

function deviationOf(event: EnabledEvent, now: Instant): DeviationKind | undefined {
  const { kind, at } = event
  if (kind === "postpone" || kind === "hurry" || kind === "cold-start") return kind
  if (isFaultKind(kind)) return kind
  return canBeEarly(event) && at > now ? "early" : undefined
}

function canBeEarly({ kind }: EnabledEvent): boolean {
  return kind === "delivery" || kind === "invoke"
}
