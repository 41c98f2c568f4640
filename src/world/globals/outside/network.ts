import { watchFetchRequests } from "./fetch-requests.ts"
import { currentScope, runOutsideScopes } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

/**
 * `fetch` is real I/O. Its client keeps timers of its own in state that the whole process shares, so
 * the request runs outside the scope: a virtual timer in there would end with the run and leave
 * later requests of the test without their time-outs.
 *
 * A `fetch` that a test has made is code of the run, in virtual time; what it passes on to the real one
 * is real I/O again.
 */
export function networkWrappers(): Wrapper[] {
  return [wrapper(globalThis, "fetch", scopedFetch, isRealFetch)]
}

function scopedFetch(original: typeof fetch): typeof fetch {
  return (...args) => {
    const scope = currentScope()
    if (scope === undefined) return original(...args)
    watchFetchRequests()
    const letTimeGoOn = scope.holdTime()
    return runOutsideScopes(() => original(...args)).finally(letTimeGoOn)
  }
}

/** Node's own hands all on to undici, and that of other runtimes is native. */
function isRealFetch(original: object): boolean {
  return /undici|\[native code\]/iu.test(Function.prototype.toString.call(original))
}
