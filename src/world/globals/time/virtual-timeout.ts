import type { Scope } from "../patch/scope.ts"
import { VirtualHandle } from "./virtual-handle.ts"

/** Node clamps delays that are below 1 ms, not a number or beyond 32 bits to 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1

export type TimerCallback = (...args: unknown[]) => unknown

/** Far above the ids of real timers, so that clearing one kind by number never hits the other. */
let lastTimerId = 2 ** 40
/** Weak: a timer of a run that is over must not keep its world. */
const timersById = new Map<number, WeakRef<VirtualTimeout>>()

const VIRTUAL = Symbol.for("durable-test-runner/virtual-timeout")

/** What `setTimeout` and `setInterval` return inside a run: Node's `Timeout`, in virtual time. */
export class VirtualTimeout extends VirtualHandle {
  readonly #scope: Scope
  readonly #callback: TimerCallback
  readonly #args: unknown[]
  readonly #delayMs: number
  readonly #repeats: boolean
  #cancel: (() => void) | undefined
  #id: number | undefined
  #closed = false

  constructor(
    scope: Scope,
    callback: TimerCallback,
    delay: unknown,
    args: unknown[],
    repeats: boolean,
  ) {
    super()
    this.#scope = scope
    this.#callback = callback
    this.#args = args
    this.#delayMs = clampDelay(delay)
    this.#repeats = repeats
    this.#arm()
  }

  refresh(): this {
    if (this.#closed) return this
    this.#cancel?.()
    this.#arm()
    return this
  }

  override close(): this {
    this.#closed = true
    this.#cancel?.()
    this.#cancel = undefined
    if (this.#id !== undefined) timersById.delete(this.#id)
    return this
  }

  /** A number that `clearTimeout` takes too, as Node's timers give. */
  [Symbol.toPrimitive](): number {
    if (this.#id === undefined) {
      this.#id = ++lastTimerId
      timersById.set(this.#id, new WeakRef(this))
    }
    return this.#id
  }

  #arm(isRepeated: boolean = false): void {
    const fire = (): void => {
      this.#cancel = undefined
      if (this.#repeats) this.#arm(true)
      else if (this.#id !== undefined) timersById.delete(this.#id)
      this.#callback(...this.#args)
    }
    this.#cancel = this.#scope.schedule(this.#delayMs, fire, isRepeated)
  }
}

Object.defineProperty(VirtualTimeout.prototype, VIRTUAL, { value: true })

/** The virtual timer behind what user code passes to `clearTimeout`, if it is one. */
export function findVirtualTimeout(handle: unknown): VirtualTimeout | undefined {
  if (isVirtual(handle)) return handle
  if (typeof handle === "number" || typeof handle === "string") {
    return timersById.get(Number(handle))?.deref()
  }
  return undefined
}

/** Also a timer of another copy of this package, or of another realm. */
function isVirtual(handle: unknown): handle is VirtualTimeout {
  return typeof handle === "object" && handle !== null && VIRTUAL in handle
}

function clampDelay(delay: unknown): number {
  const milliseconds = Number(delay)
  if (!(milliseconds >= 1 && milliseconds <= MAX_DELAY_MS)) return 1
  return Math.trunc(milliseconds)
}
