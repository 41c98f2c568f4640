import { watchFetchRequests } from "./fetch-requests.ts"
import { patch, type Patch } from "../patch/patch.ts"
import { currentScope, runOutsideScopes } from "../patch/scope.ts"

/**
 * `fetch` is real I/O. Its client keeps timers of its own in state that the whole process shares, so
 * the request runs outside the scope: a virtual timer in there would end with the run and leave
 * later requests of the test without their time-outs.
 */
export function networkPatches(): Patch[] {
  const abortSignal = AbortSignal
  return [
    patch(globalThis, "fetch", (original: typeof fetch): typeof fetch => {
      return (...args) => {
        const scope = currentScope()
        if (scope === undefined) return original(...args)
        watchFetchRequests()
        const letTimeGoOn = scope.holdTime()
        return runOutsideScopes(() => original(...args)).finally(letTimeGoOn)
      }
    }),
    patch(abortSignal, "timeout", (original: (delayMs: number) => AbortSignal) => {
      return (delayMs: number): AbortSignal =>
        currentScope() === undefined
          ? original.call(abortSignal, delayMs)
          : virtualTimeoutSignal(delayMs)
    }),
  ]
}

function virtualTimeoutSignal(delayMs: number): AbortSignal {
  const controller = new AbortController()
  globalThis.setTimeout(() => {
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"))
  }, delayMs)
  return controller.signal
}
