import type { Scope } from "./scope.ts"
import type { TimerCallback } from "./virtual-timeout.ts"

/** What `setImmediate` returns inside a run: Node's `Immediate`, run by the world. */
export class VirtualImmediate {
  #cancel: (() => void) | undefined
  #referenced = true

  constructor(scope: Scope, callback: TimerCallback, args: readonly unknown[]) {
    this.#cancel = scope.queueImmediate(() => callback(...args))
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  ref(): this {
    this.#referenced = true
    return this
  }

  unref(): this {
    this.#referenced = false
    return this
  }

  hasRef(): boolean {
    return this.#referenced
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
