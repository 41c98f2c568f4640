import { types } from "node:util"
import { watchOperations } from "./durable-operations.ts"
import { HiddenField } from "./hidden-field.ts"
import { patch, type Patch } from "./patch.ts"
import { currentScope } from "./scope.ts"

/** What is read of the SDK's own durable context. */
export interface DurableContextInside {
  /** `ReplaySucceededContext` for the code of a context that has ended already. */
  readonly durableExecutionMode: string
  /** How many operations it has begun. */
  readonly _stepCounter?: number | undefined
  /** The path of the context, such as `1`; undefined for that of the handler. */
  readonly _stepPrefix?: string | undefined
}

/**
 * No event of the service shows how far a handler has come in what is recorded. The SDK knows, in
 * properties of the context, and every version of it binds methods to the context when that is made.
 */
export function durableContextPatches(): Patch[] {
  return [patch(Function.prototype, "bind", observedBind)]
}

/** The SDK binds several methods to each context, and one more for each operation. */
const seen = new HiddenField<true>()

type Bind = (this: unknown, thisArg: unknown, ...args: unknown[]) => unknown

function observedBind(original: Bind): Bind {
  return function bind(this: unknown, thisArg, ...args) {
    if (isNewContext(thisArg)) {
      seen.set(thisArg, true)
      watchOperations(thisArg)
      currentScope()?.contextCreated?.(thisArg)
    }
    return original.call(this, thisArg, ...args)
  }
}

function isNewContext(value: unknown): value is DurableContextInside {
  if (typeof value !== "object" || value === null) return false
  if (seen.get(value) === true || types.isProxy(value)) return false
  return Object.hasOwn(value, "durableExecutionMode")
}
