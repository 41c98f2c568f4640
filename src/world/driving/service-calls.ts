import type { WorldEvent } from "../events/events.ts"
import { currentScope } from "../globals/patch/scope.ts"
import { type ScopeWorld, VirtualScope } from "../invocation/virtual-scope.ts"

/** Why a world came to rest: what was asked for happened, or nothing more can happen. */
export type Rest = "reached" | "idle"

/** A world that somebody drives, or may. */
export interface DrivenWorld extends ScopeWorld {
  readonly isDriven: boolean
  drive(reached: () => boolean): Promise<Rest>
  serviceChanged(): void
}

/**
 * Calls to the service by whoever is not the function that is running: the test, an external system,
 * a step that uses the AWS client. While the world is driven such a call is an event among the others,
 * so that its order is chosen; otherwise it is answered at once.
 */
export class ServiceCalls {
  readonly #world: DrivenWorld
  /** Calls of the test's own code that wait for their turn. */
  readonly #fromOutside: Set<WorldEvent> = new Set()
  #driveEnd: PromiseWithResolvers<void> = Promise.withResolvers()

  constructor(world: DrivenWorld) {
    this.#world = world
  }

  /** Whether the code that asks runs in this world. */
  get isInside(): boolean {
    const scope = currentScope()
    return scope instanceof VirtualScope && scope.world === this.#world
  }

  /** @param of which callback it is about, in words, where the name does not say so. */
  async call<T>(name: string, answer: () => T, of?: string): Promise<T> {
    const world = this.#world
    if (!world.isDriven) {
      try {
        return answer()
      } finally {
        world.serviceChanged()
      }
    }
    return new Promise((resolve, reject) => {
      const event = world.schedule({
        kind: "delivery",
        at: world.clock.now,
        subject: { type: "call", call: name, of },
        caller: this.isInside ? currentScope() : undefined,
        run: () => {
          this.#fromOutside.delete(event)
          try {
            resolve(answer())
          } catch (error) {
            reject(error)
          }
          world.serviceChanged()
        },
      })
      if (!this.isInside) this.#fromOutside.add(event)
    })
  }

  /**
   * For code from outside: comes back when `reached` holds or nothing more can happen. It lets the
   * world run, unless somebody else is doing so; then `settled` says early that `reached` holds.
   */
  async reach(reached: () => boolean, settled?: Promise<unknown>): Promise<Rest> {
    const world = this.#world
    while (!reached()) {
      if (world.isDriven) {
        const { promise: driveEnd } = this.#driveEnd
        await Promise.race([settled ?? driveEnd, driveEnd])
      } else if ((await world.drive(reached)) === "idle") {
        return "idle"
      }
    }
    return "reached"
  }

  /** Nobody drives the world any more: what still waits for its turn is answered at once. */
  driveEnded(): void {
    for (const event of this.#fromOutside) {
      this.#world.queue.remove(event)
      event.run()
    }
    this.#driveEnd.resolve()
    this.#driveEnd = Promise.withResolvers()
  }
}
