import nodeTimers from "node:timers"
import { promisify } from "node:util"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"
import { delay, immediately } from "./timer-promises.ts"
import { isVirtualImmediate, VirtualImmediate } from "./virtual-immediate.ts"
import { findVirtualTimeout, type TimerCallback, VirtualTimeout } from "./virtual-timeout.ts"

type SetTimer = (callback: TimerCallback, delay?: unknown, ...args: unknown[]) => unknown
type SetImmediate = (callback: TimerCallback, ...args: unknown[]) => object
type Clear = (handle: unknown) => void

/** The callback timers, as globals and as exports of `node:timers`. */
export function timerWrappers(): Wrapper[] {
  return [globalThis, nodeTimers].flatMap(timersOf)
}

function timersOf(target: object): Wrapper[] {
  return [
    wrapper(target, "setTimeout", (original: SetTimer) =>
      withPromise(scopedSetTimer(original, false), original, delay),
    ),
    wrapper(target, "setInterval", (original: SetTimer) => scopedSetTimer(original, true)),
    wrapper(target, "setImmediate", (original: SetImmediate) =>
      withPromise(scopedSetImmediate(original), original, immediately),
    ),
    wrapper(target, "clearTimeout", scopedClear),
    wrapper(target, "clearInterval", scopedClear),
    wrapper(target, "clearImmediate", scopedClearImmediate),
  ]
}

function scopedSetTimer(original: SetTimer, repeats: boolean): SetTimer {
  return (callback, delayMs, ...args) => {
    const scope = currentScope()
    // Node's own error for a callback that is not a function is the one users know.
    if (scope === undefined || typeof callback !== "function") {
      return original(callback, delayMs, ...args)
    }
    return new VirtualTimeout(scope, callback, delayMs, args, repeats)
  }
}

function scopedClear(original: Clear): Clear {
  return (handle) => {
    const virtual = findVirtualTimeout(handle)
    if (virtual === undefined) original(handle)
    else virtual.close()
  }
}

function scopedSetImmediate(original: SetImmediate): SetImmediate {
  return (callback, ...args) => {
    const scope = currentScope()
    if (scope === undefined || typeof callback !== "function") return original(callback, ...args)
    return new VirtualImmediate(scope, callback, args)
  }
}

function scopedClearImmediate(original: Clear): Clear {
  return (handle) => {
    if (isVirtualImmediate(handle)) handle.close()
    else original(handle)
  }
}

/** `util.promisify(setTimeout)` asks the function itself for its promise form. */
function withPromise<F extends object>(scoped: F, original: F, promised: unknown): F {
  const real: unknown = Reflect.get(original, promisify.custom)
  return Object.assign(scoped, {
    [promisify.custom]: (...args: unknown[]) =>
      (currentScope() === undefined ? (real as TimerCallback) : (promised as TimerCallback))(
        ...args,
      ),
  })
}
