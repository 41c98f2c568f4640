import { type AsyncHook, createHook } from "node:async_hooks"
import { currentScope } from "./scope.ts"

/**
 * Work for Node's thread pool that `process.getActiveResourcesInfo()` does not tell of, by the names
 * that async hooks give it: the asynchronous functions of `node:crypto`, Web Crypto and `node:zlib`.
 */
const THREAD_POOL_WORK: ReadonlySet<string> = new Set([
  "CHECKPRIMEREQUEST",
  "CIPHERREQUEST",
  "DERIVEBITSREQUEST",
  "HASHREQUEST",
  "KEYEXPORTREQUEST",
  "KEYGENREQUEST",
  "KEYPAIRGENREQUEST",
  "PBKDF2REQUEST",
  "RANDOMBYTESREQUEST",
  "RANDOMPRIMEREQUEST",
  "SCRYPTREQUEST",
  "SIGNREQUEST",
  "VERIFYREQUEST",
  "ZLIB",
])

const underWay = new Map<number, () => void>()

/** Handles of `node:zlib` that nobody writes to; a hook for `destroy` would slow every immediate. */
const collected = new FinalizationRegistry(workDone)

// Newer than the types; without it every promise would be looked at.
const ignoringPromises = { trackPromises: false }

/** Holds the time of a world while such work of its own is under way. */
export const threadPoolWatch: AsyncHook = createHook({
  init(asyncId, type, _triggerAsyncId, resource) {
    if (!THREAD_POOL_WORK.has(type)) return
    const scope = currentScope()
    if (scope === undefined) return
    underWay.set(asyncId, scope.holdTime())
    collected.register(resource, asyncId)
    callbackWatch.enable()
  },
  ...ignoringPromises,
})

/** Its callback has run. In use only while there is some: it is asked after every immediate too. */
const callbackWatch = createHook({ after: workDone, ...ignoringPromises })

function workDone(asyncId: number): void {
  underWay.get(asyncId)?.()
  underWay.delete(asyncId)
  if (underWay.size === 0) callbackWatch.disable()
}
