import { AccessorPatch, patch, type Patch } from "./patch.ts"
import type { Probe } from "./probe.ts"
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

function probeInUse(): Probe | undefined {
  const scope = currentScope()
  return scope?.frozen === false ? scope.probe : undefined
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
