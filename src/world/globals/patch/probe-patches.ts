import { types } from "node:util"
import { environmentPatch } from "./environment.ts"
import { FrozenGlobalsError } from "./frozen-globals.ts"
import { patch, type Patch } from "./patch.ts"
import type { NamedOperation, Probe, RaceName } from "./probe.ts"
import { type Replacement, Replacements } from "./replacements.ts"
import { currentScope } from "./scope.ts"

/**
 * `bodies` is cheap, `operations` slows down who fills maps, `data` whatever reads or writes JSON.
 */
export type ProbeGroupName = "bodies" | "operations" | "data"

/** What {@link Probe.operationNamed} does not need. */
const WATCHED: readonly ProbeGroupName[] = ["bodies", "data"]

interface ProbeGroup {
  readonly make: () => Replacement[]
  users: number
  patches: Replacements | undefined
}

const groups: Readonly<Record<ProbeGroupName, ProbeGroup>> = {
  bodies: { make: bodyPatches, users: 0, patches: undefined },
  operations: { make: operationPatches, users: 0, patches: undefined },
  data: { make: dataPatches, users: 0, patches: undefined },
}

/**
 * Lets the probes of scopes see something. Nothing of it is installed in a plain run.
 *
 * @throws {FrozenGlobalsError} before anything is replaced.
 */
export function acquireProbes(reach: readonly ProbeGroupName[] = WATCHED): void {
  const needed = reach.map((name) => groups[name])
  for (const group of needed) {
    group.patches ??= new Replacements(group.make())
    if (group.users === 0) group.patches.assertReplaceable()
  }
  for (const group of needed) if (group.users++ === 0) group.patches?.install()
}

/** @returns whether it was possible; see {@link acquireProbes}. */
export function tryToAcquireProbes(): boolean {
  try {
    acquireProbes()
    return true
  } catch (error) {
    if (error instanceof FrozenGlobalsError) return false
    throw error
  }
}

export function releaseProbes(reach: readonly ProbeGroupName[] = WATCHED): void {
  for (const group of reach.map((name) => groups[name])) {
    group.users--
    if (group.users === 0) group.patches?.uninstall()
  }
}

/** What a probe needs to see what it asks for. */
export function reachOf(probe: Probe): readonly ProbeGroupName[] {
  const watchesData = "serializing" in probe || "parsed" in probe || "readVariable" in probe
  return [
    ...("racing" in probe ? (["bodies"] as const) : []),
    ...("operationNamed" in probe ? (["operations"] as const) : []),
    ...(watchesData ? (["data"] as const) : []),
  ]
}

function bodyPatches(): Patch[] {
  return (["race", "any", "all"] as const).map((name) =>
    patch(Promise, name, (original: Race) => probedRace(name, original)),
  )
}

function dataPatches(): Replacement[] {
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
    environmentPatch,
  ]
}

/**
 * Every version of the SDK so far keeps what it knows of an operation in a map, before it runs the
 * operation's body: the one place that shows the names before the first request does.
 */
function operationPatches(): Patch[] {
  return [
    patch(Map.prototype, "set", (original: SetInMap) => {
      return function set(this: Map<unknown, unknown>, key: unknown, value: unknown) {
        const named = operationIn(key, value)
        if (named !== undefined) {
          const scope = currentScope()
          if (scope?.frozen === false) scope.probe?.operationNamed?.(scope, key as string, named)
        }
        return original.call(this, key, value)
      }
    }),
  ]
}

type SetInMap = (this: Map<unknown, unknown>, key: unknown, value: unknown) => unknown

/** Undefined for all that is not the SDK's; nothing of it is looked at then. */
function operationIn(path: unknown, value: unknown): NamedOperation | undefined {
  if (typeof path !== "string" || !/^\d/u.test(path)) return undefined
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined
  const metadata: unknown = Object.getOwnPropertyDescriptor(value, "metadata")?.value
  if (typeof metadata !== "object" || metadata === null || types.isProxy(metadata)) return undefined
  const { stepId, name, subType } = metadata as NamedOperation & { readonly stepId?: unknown }
  return stepId === path ? { name, subType } : undefined
}

export function probeInUse(): Probe | undefined {
  const scope = currentScope()
  return scope?.frozen === false ? scope.probe : undefined
}

type Race = (this: unknown, values: Iterable<unknown>) => Promise<unknown>

function probedRace(name: RaceName, original: Race): Race {
  return function race(this: unknown, values: Iterable<unknown>): Promise<unknown> {
    probeInUse()?.racing?.(name)
    return Reflect.apply(original, this, [values])
  }
}
