import type { Instant } from "../service/values/instant.ts"
import type { Pace } from "../world/driving/pace.ts"

/** How time passes in a world that is served: `"virtual"`, or so many times as fast as in reality. */
export type ClockSpeed = "virtual" | number

/** As the command line takes it. */
export function clockText(speed: ClockSpeed): string {
  if (speed === "virtual") return speed
  return speed === 1 ? "real" : `${speed}x`
}

export interface ServePace extends Pace {
  /**
   * Real: how long nothing happens in a world at rest, whose next event is due at `next`. Undefined where only a
   * request can change that.
   */
  restMs(next: Instant | undefined): number | undefined
  /** Lets the clock move up to this instant, whatever is due until then. */
  allowUntil(instant: Instant): void
}
