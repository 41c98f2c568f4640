import { AsyncLocalStorage } from "node:async_hooks"
import type { Scope } from "./scope.ts"

/** The global objects of one realm, and who has replaced what there. */
export interface Realm {
  acquire(): void
  release(): void
}

/** Random bytes that code has drawn at once, and may keep. */
export interface Supply {
  readonly memory: WeakRef<ArrayBufferLike>
  readonly offset: number
  readonly length: number
}

/** Other bytes in the place of those that supplies have. */
interface Refill {
  readonly byte: number
  /** The bytes that supplies have by themselves. */
  readonly own: Map<Supply, Uint8Array>
}

interface Shared {
  /** Where code finds the world that it belongs to. */
  readonly storage: AsyncLocalStorage<Scope | undefined>
  /** By their global objects: a test framework may run each file in a context of its own. */
  readonly realms: WeakMap<object, Realm>
  readonly supplies: Set<Supply>
  /** Whether code has ever drawn a supply, which it may also keep as text. */
  hadSupply: boolean
  /** While a run is tried with other bytes in all supplies. */
  refill: Refill | undefined
}

/** The number counts changes of what the copies expect of one another. */
const KEY = Symbol.for("durable-test-runner/shared/4")

/**
 * What all copies of this package in a thread share: the one that `import` gives, the one that `require`
 * gives, and those of other realms. It hangs on a class of Node, which is the same in all realms.
 */
export function shared(): Shared {
  const holder = AsyncLocalStorage as unknown as { [KEY]?: Shared }
  if (holder[KEY] === undefined) {
    const value: Shared = {
      storage: new AsyncLocalStorage(),
      realms: new WeakMap(),
      supplies: new Set(),
      hadSupply: false,
      refill: undefined,
    }
    Object.defineProperty(holder, KEY, { value })
    return value
  }
  return holder[KEY]
}
