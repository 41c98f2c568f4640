import { AsyncLocalStorage } from "node:async_hooks"
import type { Scope, ScopedRandom } from "./globals/scope.ts"
import type { World } from "./world.ts"

/**
 * The part of a scope that every actor of a world shares: its clock, its timers, its random numbers.
 * A frozen actor is code that should no longer run: its timers are gone and new ones never fire.
 */
export abstract class VirtualScope implements Scope {
  readonly world: World
  readonly random: ScopedRandom
  #frozen = false

  constructor(world: World) {
    this.world = world
    this.random = world.random
  }

  get now(): number {
    return this.world.clock.now
  }

  get elapsedMs(): number {
    return this.world.clock.elapsedMs
  }

  get startedAt(): number {
    return this.world.clock.startedAt
  }

  get frozen(): boolean {
    return this.#frozen
  }

  freeze(): void {
    if (this.#frozen) return
    this.#frozen = true
    this.world.queue.removeOwnedBy(this)
  }

  schedule(delayMs: number, callback: () => void): () => void {
    if (this.#frozen) return () => {}
    // The SDK keeps its own async context, so a timer has to run in the one it was armed in.
    const inArmingContext = AsyncLocalStorage.snapshot()
    const event = this.world.schedule({
      kind: "timer",
      at: this.now + delayMs,
      label: `timer ${delayMs} ms`,
      owner: this,
      run: () => {
        try {
          inArmingContext(callback)
        } catch (error) {
          this.crash(error)
        }
      },
    })
    return () => this.world.queue.remove(event)
  }

  immediateQueued(): void {
    this.world.immediateQueued()
  }

  immediateDone(): void {
    this.world.immediateDone()
  }

  abstract exit(code: number): never

  abstract crash(reason: unknown): void
}
