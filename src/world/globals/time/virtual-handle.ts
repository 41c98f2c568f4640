/** What Node's timers and immediates have in common; a run counts none of them as keeping it alive. */
export abstract class VirtualHandle {
  #referenced = true

  abstract close(): unknown

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
