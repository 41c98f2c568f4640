import type { Instant } from "../service/values/instant.ts"
import { realNow } from "../world/clock/real-timers.ts"
import type { VirtualClock } from "../world/clock/virtual-clock.ts"
import type { ServePace } from "./serve-pace.ts"

interface RealPaceParts {
  readonly clock: VirtualClock
  /** How many times as fast as in reality. */
  readonly speed: number
  /** When the next thing is due. */
  readonly nextDue: () => Instant | undefined
}

/** Time that passes as it does in reality, or so many times as fast. */
export class RealPace implements ServePace {
  readonly #parts: RealPaceParts
  readonly #startedAt: number = realNow()
  #leapMs = 0

  constructor(parts: RealPaceParts) {
    this.#parts = parts
  }

  get #now(): Instant {
    const { clock, speed } = this.#parts
    const elapsedMs = (realNow() - this.#startedAt) * speed
    return Math.floor(clock.startedAt + elapsedMs + this.#leapMs)
  }

  /** The clock goes along, and not past what is due: that happens at its own time. */
  turnBegins(): void {
    const { clock, nextDue } = this.#parts
    const now = Math.min(this.#now, nextDue() ?? Infinity)
    if (now > clock.now) clock.moveTo(now)
  }

  mayMoveTo(next: Instant): boolean {
    return next <= this.#now
  }

  restMs(next: Instant | undefined): number | undefined {
    return next === undefined ? undefined : Math.max(0, (next - this.#now) / this.#parts.speed)
  }

  allowUntil(instant: Instant): void {
    this.#leapMs += Math.max(0, instant - this.#now)
  }
}
