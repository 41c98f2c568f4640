import { types } from "node:util"
import type { DurableContextInside } from "./durable-contexts.ts"
import { HiddenField } from "./hidden-field.ts"
import { currentScope, type Scope } from "./scope.ts"
import { type Wrapper, wrapper } from "./wrapper.ts"

/** A call of a method of a durable context. */
export interface OperationCall {
  /** Such as `runInChildContext`. */
  readonly method: string
  readonly name: string | undefined
}

/** An operation that code has begun by a method of its context. */
export interface BegunOperation extends OperationCall {
  /** The path of the context that it was begun in, such as `1`; `root` for the handler. */
  readonly contextPath: string
  /** The number of the operation in that context, 1 for the first. */
  readonly number: number
}

/** Somebody who wants to know what becomes of the promise of an operation. */
export interface OperationWatch {
  /** Code has begun to wait for it, or has chained something to it. */
  awaited(): void
  settled(): void
}

/** What begins an operation, in every version of the SDK. */
const METHODS = [
  "step",
  "wait",
  "invoke",
  "createCallback",
  "waitForCallback",
  "waitForCondition",
  "runInChildContext",
  "map",
  "parallel",
]

type Method = (this: DurableContextInside | undefined, ...args: unknown[]) => unknown
type Then = (this: object, fulfilled?: unknown, rejected?: unknown) => unknown

/** Prototypes of the SDK's classes that are watched: each copy of the SDK has its own. */
const watched = new WeakSet()
/** The context whose method runs now: what the SDK begins in it is part of the same operation. */
let busy: object | undefined
const watches = new HiddenField<OperationWatch>()

/**
 * Shows the scope which operations its code begins, and which of their promises it awaits. The SDK's
 * promises run nothing before somebody awaits them, so they are objects of a class of its own, whose
 * `then` shows that. The methods are replaced for good: without a scope they do what they did.
 */
export function watchOperations(context: DurableContextInside): void {
  const prototype = Object.getPrototypeOf(context) as object | null
  if (prototype === null || watched.has(prototype)) return
  watched.add(prototype)
  for (const name of METHODS) {
    replace(prototype, name, (original: Method): Method => {
      return function operation(this: DurableContextInside | undefined, ...args) {
        // Without its context a method fails in a way of its own.
        if (this === undefined || busy === this) return original.apply(this, args)
        const scope = currentScope()
        if (scope?.operationBegun === undefined || scope.frozen) return original.apply(this, args)
        const [first] = args
        const called = { method: name, name: typeof first === "string" ? first : undefined }
        scope.operationCalled?.(called)
        const before = this._stepCounter
        const outer = becomeBusy(this)
        let result: unknown
        try {
          result = original.apply(this, args)
        } finally {
          busy = outer
        }
        if (before !== this._stepCounter) begun(scope, this, called, result)
        return result
      }
    })
  }
}

type Combine = (this: unknown, values: Iterable<unknown>) => Promise<unknown>

/** Show the scope that its code calls functions that may settle before each of the promises has. */
export function combinatorWrappers(): Wrapper[] {
  return (["race", "any", "all"] as const).map((name) =>
    wrapper(Promise, name, (original: Combine): Combine => {
      return function combine(this: unknown, values) {
        const scope = currentScope()
        if (scope?.frozen === false) scope.combined?.()
        return Reflect.apply(original, this, [values])
      }
    }),
  )
}

/** @returns the context that was busy before. */
function becomeBusy(context: object): object | undefined {
  const outer = busy
  busy = context
  return outer
}

function begun(
  scope: Scope,
  { _stepCounter: number, _stepPrefix: prefix }: DurableContextInside,
  called: OperationCall,
  promise: unknown,
): void {
  if (number === undefined || !isWatchable(promise)) return
  const contextPath = prefix === undefined || prefix === "" ? "root" : prefix
  const watch = scope.operationBegun?.(called, contextPath, number)
  if (watch !== undefined) watches.set(promise, watch)
}

/** The `then` of this class was looked at last: as a rule all operations have promises of one class. */
let lastWatched: object | null = null

/** Not a promise of the language, which shows nobody who awaits it. */
function isWatchable(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null) return false
  if (prototype === lastWatched) return true
  if (types.isPromise(value) || !Object.hasOwn(prototype, "then")) return false
  watchPromises(prototype)
  lastWatched = prototype
  return true
}

function watchPromises(prototype: object): void {
  if (watched.has(prototype)) return
  watched.add(prototype)
  const originalThen = Reflect.get(prototype, "then") as Then
  for (const name of ["then", "catch", "finally"]) {
    replace(prototype, name, (original: Then): Then => {
      return function chain(this: object, fulfilled, rejected) {
        const watch = watches.get(this)
        if (watch === undefined) return original.call(this, fulfilled, rejected)
        watches.set(this, undefined)
        watch.awaited()
        if (name === "then" && isReaction(fulfilled) && isReaction(rejected)) {
          return original.call(this, telling(watch, fulfilled), telling(watch, rejected))
        }
        // Whoever chains to it handles its rejection, or has one of their own.
        const settled = (): void => watch.settled()
        void originalThen.call(this, settled, settled)
        return original.call(this, fulfilled, rejected)
      }
    })
  }
}

type Reaction = (value: unknown) => unknown

function isReaction(value: unknown): value is Reaction {
  return typeof value === "function"
}

/** What `await` gives: a promise more for each operation would cost every run. */
function telling(watch: OperationWatch, react: Reaction): Reaction {
  return (value) => {
    watch.settled()
    return react(value)
  }
}

/** Where the property cannot be replaced, nothing is seen. */
function replace<F extends Method | Then>(
  target: object,
  name: string,
  make: (original: F) => F,
): void {
  const property = Object.getOwnPropertyDescriptor(target, name)
  if (typeof property?.value !== "function" || property.configurable !== true) return
  const original = property.value as F
  const value = make(original)
  Object.defineProperty(value, "name", { value: original.name, configurable: true })
  Object.defineProperty(value, "length", { value: original.length, configurable: true })
  Object.defineProperty(target, name, { ...property, value })
}
