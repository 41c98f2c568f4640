import { watchFetchRequests } from "./fetch-requests.ts"
import { fetchFromLambda } from "../lambda/lambda-fetch.ts"
import { isLambda } from "../lambda/lambda-guard.ts"
import { areSocketsMocked } from "./other-ends.ts"
import { currentScope, runOutsideScopes } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

/** Where Node's fetch and undici keep what sends their requests. */
const GLOBAL_DISPATCHER = Symbol.for("undici.globalDispatcher.1")

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
    if (isSentByNode(args) && isLambda(hostOf(args[0]))) return fetchFromLambda(scope, args)
    // What a mock of sockets does is code of the run, as a mocked fetch is.
    if (areSocketsMocked()) return original(...args)
    watchFetchRequests()
    const letTimeGoOn = scope.holdTime()
    return runOutsideScopes(() => original(...args)).finally(letTimeGoOn)
  }
}

/** A `MockAgent`, or another dispatcher that a test has chosen, may answer in the place of a server. */
function isSentByNode([, init]: Parameters<typeof fetch>): boolean {
  const { [GLOBAL_DISPATCHER]: dispatcher } = globalThis as { [GLOBAL_DISPATCHER]?: object }
  const isReplaced = dispatcher !== undefined && dispatcher.constructor.name !== "Agent"
  return !isReplaced && (init as { dispatcher?: unknown } | undefined)?.dispatcher === undefined
}

function hostOf(input: Parameters<typeof fetch>[0]): string | undefined {
  const url = typeof input === "string" || input instanceof URL ? String(input) : input.url
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/** Node's own hands all on to undici, and that of other runtimes is native. */
function isRealFetch(original: object): boolean {
  return /undici|\[native code\]/iu.test(Function.prototype.toString.call(original))
}
