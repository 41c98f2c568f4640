import timerPromises from "node:timers/promises"
import { patch, type Patch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"

interface TimerOptions {
  readonly signal?: AbortSignal
}

/** `node:timers/promises`, including its scheduler. */
export function timerPromisePatches(): Patch[] {
  const { scheduler } = timerPromises
  return [
    patch(timerPromises, "setTimeout", (original: typeof delay) => inScope(delay, original)),
    patch(timerPromises, "setImmediate", (original: typeof immediately) =>
      inScope(immediately, original),
    ),
    patch(timerPromises, "setInterval", (original: typeof ticks) => inScope(ticks, original)),
    patch(scheduler, "wait", (original: typeof waitFor) =>
      inScope(waitFor, original.bind(scheduler)),
    ),
    patch(scheduler, "yield", (original: () => Promise<void>) =>
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
 * These call the patched global timers, so each of them is virtual exactly where those are.
 */

export function delay<T>(delayMs?: number, value?: T, options?: TimerOptions): Promise<T> {
  return abortable(options?.signal, (resolve) => {
    const timer = globalThis.setTimeout(() => resolve(value as T), delayMs)
    return () => globalThis.clearTimeout(timer)
  })
}

export function immediately<T>(value?: T, options?: TimerOptions): Promise<T> {
  return abortable(options?.signal, (resolve) => {
    const immediate = globalThis.setImmediate(() => resolve(value as T))
    return () => globalThis.clearImmediate(immediate)
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

/** The error that Node's own promise timers reject with. */
function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason })
  error.name = "AbortError"
  return Object.assign(error, { code: "ABORT_ERR" })
}
