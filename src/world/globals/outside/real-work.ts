import { createHook } from "node:async_hooks"
import { resourceBegins, unwatchBeginnings, watchBeginnings } from "./active-resources.ts"
import { forgetOpenResources, resourceClosed, resourceOpened } from "./open-resources.ts"
import { describeHandle, type Handle } from "./handle-text.ts"
import { forgetSockets, isUnconnected, socketGone, socketMade } from "./other-ends.ts"
import { currentScope } from "../patch/scope.ts"

/**
 * Real work, by the names that async hooks give its resources: what `process.getActiveResourcesInfo()`
 * does not tell of, and the requests that it tells of only as a number of the whole process. Where a
 * resource exists before its work, or works several times, the method that starts a piece of it.
 */
const WORK: ReadonlyMap<string, string | undefined> = new Map([
  // Web Crypto and `node:crypto`. The synchronous functions use the same resources.
  ["ARGON2REQUEST", "run"],
  ["CHECKPRIMEREQUEST", "run"],
  ["CIPHERREQUEST", "run"],
  ["DERIVEBITSREQUEST", "run"],
  ["HASHREQUEST", "run"],
  ["KEYEXPORTREQUEST", "run"],
  ["KEYGENREQUEST", "run"],
  ["KEYPAIRGENREQUEST", "run"],
  ["PBKDF2REQUEST", "run"],
  ["RANDOMBYTESREQUEST", "run"],
  ["RANDOMPRIMEREQUEST", "run"],
  ["SCRYPTREQUEST", "run"],
  ["SIGNREQUEST", "run"],
  ["VERIFYREQUEST", "run"],
  // One stream of `node:zlib` is one resource. Its synchronous functions call `writeSync`.
  ["ZLIB", "write"],
  ["BLOBREADER", "pull"],
  ["QUERYWRAP", undefined],
  ["FILEHANDLECLOSEREQ", undefined],
  ["FSREQPROMISE", undefined],
  ["GETADDRINFOREQWRAP", undefined],
  ["GETNAMEINFOREQWRAP", undefined],
  // No FSREQCALLBACK: Node reads the file of a `Blob` through some that never call back.
])

/** A worker thread is one that `process.getActiveResourcesInfo()` leaves out. */
const HANDLES: ReadonlySet<string> = new Set([
  "FSEVENTWRAP",
  "MESSAGEPORT",
  "PIPESERVERWRAP",
  "PIPEWRAP",
  "PROCESSWRAP",
  "STATWATCHER",
  "TCPSERVERWRAP",
  "TCPWRAP",
  "TTYWRAP",
  "UDPWRAP",
  "WORKER",
])

const underWay = new Map<number, () => void>()
let isWatching = false

// Newer than the types; without it every promise would be looked at.
const ignoringPromises = { trackPromises: false }

const beginnings = createHook({
  init(asyncId, type, triggerAsyncId, resource: object) {
    // By far the most, as the world's own turns are immediates.
    if (type === "Immediate") {
      immediateSet(asyncId)
      return
    }
    resourceBegins(type)
    if (HANDLES.has(type)) handleOpened(asyncId, type, resource)
    if (type === "TCPWRAP") socketFound(asyncId, triggerAsyncId, resource)
    if (type === "Timeout") currentScope()?.realTimerSet?.(resource)
    if (!WORK.has(type)) return
    const scope = currentScope()
    const method = WORK.get(type)
    if (method !== undefined) {
      const begin = (): (() => void) => scope?.holdTime() ?? holdForAll(asyncId)
      watchPieces(asyncId, resource, method, begin)
    } else if (scope !== undefined) {
      // What belongs to no scope is seen by its number.
      pieceBegun(asyncId, scope.holdTime())
    }
  },
  ...ignoringPromises,
})

/** In use from the first real work of a run on: these are asked after every immediate too. */
const ends = createHook({
  // The callback may start the next piece, so the last one has to be over before.
  before: pieceDone,
  destroy(asyncId) {
    resourceClosed(asyncId)
    socketGone(asyncId)
    pieceDone(asyncId)
  },
  ...ignoringPromises,
})

/** Holds the time of a world while real work of its own is under way. */
export function watchRealWork(): void {
  isWatching = true
  beginnings.enable()
  watchBeginnings()
}

/** What is still under way is forgotten, since nobody would see its end. */
export function unwatchRealWork(): void {
  isWatching = false
  unwatchBeginnings()
  beginnings.disable()
  ends.disable()
  underWay.clear()
  forgetOpenResources()
  forgetSockets()
}

/** Immediates of the world's code are virtual: one of a scope is Node's own, as `Blob` uses it. */
function immediateSet(asyncId: number): void {
  const scope = currentScope()
  if (scope !== undefined) pieceBegun(asyncId, scope.holdTime())
}

function socketFound(asyncId: number, triggerAsyncId: number, resource: object): void {
  ends.enable()
  socketMade(asyncId, triggerAsyncId, handleOf(resource))
}

/** A connection that is used again comes in a wrapper. */
function handleOf(resource: object): Handle {
  return ("handle" in resource ? resource.handle : resource) as Handle
}

function handleOpened(asyncId: number, type: string, resource: object): void {
  if (currentScope() === undefined) return
  const handle = handleOf(resource)
  ends.enable()
  resourceOpened(asyncId, "Handle", {
    isOpen: () => handle.hasRef() === true && !(type === "TCPWRAP" && isUnconnected(handle)),
    describe: () => describeHandle(type, handle),
  })
}

type Method = (...args: unknown[]) => unknown

/** Each call of `method` starts a piece of work. It is over when the resource calls back. */
function watchPieces(asyncId: number, resource: object, name: string, begin: () => () => void) {
  const method = Reflect.get(resource, name) as Method
  Reflect.set(resource, name, (...args: unknown[]): unknown => {
    if (isWatching) pieceBegun(asyncId, begin())
    const result = Reflect.apply(method, resource, args)
    // A job that is done already answers a pair of its error and its result.
    if (Array.isArray(result)) pieceDone(asyncId)
    return result
  })
}

/** Work that belongs to no scope may be a world's all the same: what `fetch` decompresses is. */
function holdForAll(asyncId: number): () => void {
  resourceOpened(asyncId, "ThreadPoolReq")
  return () => resourceClosed(asyncId)
}

function pieceBegun(asyncId: number, letTimeGoOn: () => void): void {
  ends.enable()
  underWay.set(asyncId, letTimeGoOn)
}

function pieceDone(asyncId: number): void {
  const letTimeGoOn = underWay.get(asyncId)
  if (letTimeGoOn === undefined) return
  underWay.delete(asyncId)
  letTimeGoOn()
}
