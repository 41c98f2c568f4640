import timerPromises from "node:timers/promises"
import { currentScope, type Scope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"
import { VirtualImmediate } from "./virtual-immediate.ts"
import { VirtualTimeout } from "./virtual-timeout.ts"

interface TimerOptions {
  readonly signal?: AbortSignal
}

/** `node:timers/promises`, including its scheduler. */
export function timerPromiseWrappers(): Wrapper[] {
  const { scheduler } = timerPromises
  return [
    wrapper(timerPromises, "setTimeout", (original: typeof delay) => inScope(delay, original)),
    wrapper(timerPromises, "setImmediate", (original: typeof immediately) =>
      inScope(immediately, original),
    ),
    wrapper(timerPromises, "setInterval", (original: typeof ticks) => inScope(ticks, original)),
    wrapper(scheduler, "wait", (original: typeof waitFor) =>
      inScope(waitFor, original.bind(scheduler)),
    ),
    wrapper(scheduler, "yield", (original: () => Promise<void>) =>
      inScope(() => immediately(), original.bind(scheduler)),
    ),
  ]
}

function inScope<Args extends unknown[], R>(
  virtual: (...args: Args) => R,
  real: (...args: Args) => R,
): (...args: Args) => R {
  return (...args) => (currentScope() === undefined ? real(...args) : virtual(...args))
}

/*
 * Called inside of runs only.
 */

export function delay<T>(delayMs?: number, value?: T, options?: TimerOptions): Promise<T> {
  return abortable(options?.signal, (resolve) => {
    const timer = virtualTimeout(() => resolve(value as T), delayMs)
    return () => void timer.close()
  })
}

export function immediately<T>(value?: T, options?: TimerOptions): Promise<T> {
  return abortable(options?.signal, (resolve) => {
    const immediate = new VirtualImmediate(scopeInside(), () => resolve(value as T), [])
    return () => immediate.close()
  })
}

async function* ticks<T>(delayMs?: number, value?: T, options?: TimerOptions): AsyncGenerator<T> {
  while (true) yield await delay(delayMs, value, options)
}

function waitFor(delayMs: number, options?: TimerOptions): Promise<void> {
  return delay(delayMs, undefined, options)
}

function abortable<T>(
  signal: AbortSignal | undefined,
  start: (resolve: (value: T) => void) => () => void,
): Promise<T> {
  if (signal === undefined) return new Promise((resolve) => void start(resolve))
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortError(signal))
    const cancel = start((value) => {
      signal.removeEventListener("abort", onAbort)
      resolve(value)
    })
    const onAbort = (): void => {
      cancel()
      reject(abortError(signal))
    }
    signal.addEventListener("abort", onAbort, { once: true })
  })
}

/** `AbortSignal.timeout`. */
export function abortTimeoutWrapper(): Wrapper {
  const abortSignal = AbortSignal
  return wrapper(abortSignal, "timeout", (original: (delayMs: number) => AbortSignal) =>
    inScope(virtualTimeoutSignal, original.bind(abortSignal)),
  )
}

function virtualTimeoutSignal(delayMs: number): AbortSignal {
  const controller = new AbortController()
  virtualTimeout(() => {
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"))
  }, delayMs)
  return controller.signal
}

/** A timer of the run that the caller belongs to. */
function virtualTimeout(callback: () => void, delayMs: unknown): VirtualTimeout {
  return new VirtualTimeout(scopeInside(), callback, delayMs, [], false)
}

function scopeInside(): Scope {
  const scope = currentScope()
  if (scope === undefined) throw new Error("A virtual timer was asked for outside of a run.")
  return scope
}

/** The error that Node's own promise timers reject with. */
function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason })
  error.name = "AbortError"
  return Object.assign(error, { code: "ABORT_ERR" })
}
