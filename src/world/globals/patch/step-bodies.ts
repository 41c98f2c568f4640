import { AsyncLocalStorage } from "node:async_hooks"
import { types } from "node:util"
import { patch, type Patch } from "./patch.ts"
import type { OperationStore } from "./probe.ts"
import { currentScope } from "./scope.ts"

/** The context of the handler itself. */
const ROOT = "root"

type Body = (...args: unknown[]) => unknown
type Run = (this: unknown, store: unknown, body: Body, ...args: unknown[]) => unknown

/**
 * Every version of the SDK enters its async context for the body of a step, whether or not plugins
 * were loaded when the handler was wrapped; that makes it the one place to see bodies begin and end,
 * and to stop one from running.
 */
export function stepBodyPatches(): Patch[] {
  return [patch(AsyncLocalStorage.prototype, "run", observedRun)]
}

function observedRun(original: Run): Run {
  return function run(this: unknown, store, body, ...args: unknown[]) {
    const contextId = contextIdOf(store)
    const scope = contextId === undefined ? undefined : currentScope()
    if (contextId === undefined || scope === undefined || scope.frozen) {
      return original.call(this, store, body, ...args)
    }
    const { probe } = scope
    const storage = this as AsyncLocalStorage<unknown>
    if (!isOperationStore(store)) {
      scope.contextEntered?.(storage)
      const observed: Body =
        probe?.runContext === undefined
          ? body
          : () => probe.runContext?.(contextId, () => body(...args))
      const ended = scope.contextOpened?.(contextId)
      const result = original.call(this, store, observed, ...args)
      if (ended !== undefined) whenOver(result, ended)
      if (contextId === ROOT) {
        whenRejected(result, (thrown) => scope.threw?.(contextId, undefined, thrown))
      }
      return result
    }
    const inner = (): unknown =>
      scope.runBody === undefined ? body(...args) : scope.runBody(store, () => body(...args))
    const observed: Body =
      probe?.runBody === undefined ? inner : () => probe.runBody?.(store, inner, storage)
    const ended = scope.bodyStarted?.(store)
    if (ended === undefined) return original.call(this, store, observed, ...args)
    const threw = (thrown: unknown): void => scope.threw?.(contextId, store.attempt, thrown)
    try {
      return whenSettled(original.call(this, store, observed, ...args), ended, threw)
    } catch (error) {
      threw(error)
      ended()
      throw error
    }
  }
}

function contextIdOf(store: unknown): string | undefined {
  if (typeof store !== "object" || store === null) return undefined
  const { contextId } = store as Partial<OperationStore>
  return typeof contextId === "string" ? contextId : undefined
}

function isOperationStore(store: unknown): store is OperationStore {
  return typeof (store as Partial<OperationStore>).attempt === "number"
}

/** Calls `ended` when `result` has settled, and `threw` before that if it was rejected. */
function whenSettled(
  result: unknown,
  ended: () => void,
  threw: (thrown: unknown) => void,
): unknown {
  if (!isThenable(result)) {
    ended()
    return result
  }
  // A query builder runs its query whenever somebody calls its `then`: the SDK gets a promise instead.
  const promise = types.isPromise(result) ? result : Promise.resolve(result)
  void Promise.prototype.then.call(promise, ended, (thrown: unknown) => {
    threw(thrown)
    ended()
  })
  return promise
}

/** Only watches, as {@link whenRejected} does. */
function whenOver(result: unknown, ended: (hasThrown: boolean) => void): void {
  if (!types.isPromise(result)) return ended(false)
  const returned = (): void => ended(false)
  const threw = (): void => ended(true)
  void Promise.prototype.then.call(result, returned, threw)
}

/** Only watches: whoever awaits the promise handles its rejection. */
function whenRejected(result: unknown, rejected: (reason: unknown) => void): void {
  if (types.isPromise(result)) void Promise.prototype.then.call(result, undefined, rejected)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === "function"
  )
}
