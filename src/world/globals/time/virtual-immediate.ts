import type { Scope } from "../patch/scope.ts"
import { VirtualHandle } from "./virtual-handle.ts"
import type { TimerCallback } from "./virtual-timeout.ts"

const VIRTUAL = Symbol.for("durable-test-runner/virtual-immediate")

/** What `setImmediate` returns inside a run: Node's `Immediate`, run by the world. */
export class VirtualImmediate extends VirtualHandle {
  #cancel: (() => void) | undefined

  constructor(scope: Scope, callback: TimerCallback, args: readonly unknown[]) {
    super()
    this.#cancel = scope.queueImmediate(args.length === 0 ? callback : () => callback(...args))
  }

  override close(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}

Object.defineProperty(VirtualImmediate.prototype, VIRTUAL, { value: true })

/** Also an immediate of another copy of this package, or of another realm. */
export function isVirtualImmediate(handle: unknown): handle is VirtualImmediate {
  return typeof handle === "object" && handle !== null && VIRTUAL in handle
}
