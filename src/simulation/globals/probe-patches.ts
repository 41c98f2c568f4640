import { AsyncLocalStorage } from "node:async_hooks"
import { AccessorPatch, patch, type Patch } from "./patch.ts"
import type { OperationStore, Probe } from "./probe.ts"
import { currentScope } from "./scope.ts"

let users = 0
let patches: (Patch | AccessorPatch)[] | undefined

/** Lets the probes of scopes see something. Nothing of it is installed in a plain run. */
export function acquireProbes(): void {
  patches ??= probePatches()
  if (users === 0) for (const each of patches) each.install()
  users++
}

export function releaseProbes(): void {
  users--
  if (users === 0) for (const each of patches ?? []) each.uninstall()
}

function probePatches(): (Patch | AccessorPatch)[] {
  return [
    patch(AsyncLocalStorage.prototype, "run", probedRun),
    patch(JSON, "stringify", (original: typeof JSON.stringify) => (...args: [unknown]) => {
      probeInUse()?.serializing?.(args[0])
      return original(...args)
    }),
    patch(JSON, "parse", (original: typeof JSON.parse) => (...args: [string]) => {
      const value: unknown = original(...args)
      probeInUse()?.parsed?.(args[0], value)
      return value
    }),
    patch(Promise, "race", probedRace),
    patch(Promise, "any", probedRace),
    environmentPatch(process.env),
  ]
}

export function probeInUse(): Probe | undefined {
  const scope = currentScope()
  return scope?.frozen === false ? scope.probe : undefined
}

type Run = (this: unknown, store: unknown, body: (...args: unknown[]) => unknown) => unknown

/**
 * Every version of the SDK enters its async context for the body of a step, whether or not plugins
 * were loaded when the handler was wrapped; that makes it the one place to stop a body from running.
 */
function probedRun(original: Run): Run {
  return function run(this: unknown, store, body, ...args: unknown[]) {
    const probe = isOperationStore(store) ? probeInUse() : undefined
    const observed =
      probe?.runBody === undefined
        ? body
        : (): unknown => probe.runBody?.(store as OperationStore, () => body(...args))
    return Reflect.apply<unknown, unknown[], unknown>(original as never, this, [
      store,
      observed,
      ...args,
    ])
  }
}

function isOperationStore(store: unknown): store is OperationStore {
  return (
    typeof store === "object" &&
    store !== null &&
    typeof Reflect.get(store, "contextId") === "string" &&
    typeof Reflect.get(store, "attempt") === "number"
  )
}

function probedRace(original: (this: unknown, values: Iterable<unknown>) => Promise<unknown>) {
  return function race(this: unknown, values: Iterable<unknown>): Promise<unknown> {
    probeInUse()?.racing?.()
    return Reflect.apply(original, this, [values])
  }
}

function environmentPatch(real: NodeJS.ProcessEnv): AccessorPatch {
  const probed = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      const probe = typeof name === "string" ? probeInUse() : undefined
      if (probe?.readVariable === undefined) return value
      return probe.readVariable(name as string, value as string | undefined)
    },
  })
  return new AccessorPatch(process, "env", () => (probeInUse() === undefined ? real : probed))
}
