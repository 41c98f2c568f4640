import type { Instant } from "../../service/values/instant.ts"

/**
 * How fast time passes in a world that others reach while it goes on. Without a pace a world moves its clock
 * as soon as nothing else can happen, and nothing happens in it while work is under way that it knows of. With one
 * only time stands still for that: whoever reaches the world may be what the work waits for.
 */
export interface Pace {
  /** Called in each turn, before anything happens in it. */
  turnBegins(): void
  /** Whether the clock may move to `next` now, the next instant at which something is due. */
  mayMoveTo(next: Instant): boolean
}
