import { AsyncLocalStorage } from "node:async_hooks"
import { AccessorPatch, patch, type Patch } from "./patch.ts"
import type { OperationStore, Probe, RaceName } from "./probe.ts"
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
    ...(["race", "any", "all"] as const).map((name) =>
      patch(Promise, name, (original: Race) => probedRace(name, original)),
    ),
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
    return Reflect.apply<unknown, unknown[], unknown>(original as never, this, [
      store,
      observed(store, body),
      ...args,
    ])
  }
}

function observed(
  store: unknown,
  body: (...args: unknown[]) => unknown,
): (...args: unknown[]) => unknown {
  const contextId = contextIdOf(store)
  const probe = contextId === undefined ? undefined : probeInUse()
  if (contextId === undefined || probe === undefined) return body
  return (...args) => {
    const run = (): unknown => body(...args)
    if (isOperationStore(store)) return probe.runBody ? probe.runBody(store, run) : run()
    return probe.runContext ? probe.runContext(contextId, run) : run()
  }
}

function contextIdOf(store: unknown): string | undefined {
  if (typeof store !== "object" || store === null) return undefined
  const contextId: unknown = Reflect.get(store, "contextId")
  return typeof contextId === "string" ? contextId : undefined
}

function isOperationStore(store: unknown): store is OperationStore {
  return (
    contextIdOf(store) !== undefined &&
    typeof Reflect.get(Object(store) as object, "attempt") === "number"
  )
}

type Race = (this: unknown, values: Iterable<unknown>) => Promise<unknown>

function probedRace(name: RaceName, original: Race): Race {
  return function race(this: unknown, values: Iterable<unknown>): Promise<unknown> {
    probeInUse()?.racing?.(name)
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
