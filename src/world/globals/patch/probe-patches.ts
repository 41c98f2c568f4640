import { environmentPatch } from "./environment.ts"
import { patch, type Patch } from "./patch.ts"
import type { Probe, RaceName } from "./probe.ts"
import { currentScope } from "./scope.ts"

/** `bodies` is cheap; `all` slows down whatever reads or writes JSON. */
export type ProbeReach = "bodies" | "all"

type PutBack = Patch | typeof environmentPatch

interface ProbeGroup {
  readonly make: () => PutBack[]
  users: number
  patches: PutBack[] | undefined
}

const groups: Readonly<Record<"bodies" | "data", ProbeGroup>> = {
  bodies: { make: bodyPatches, users: 0, patches: undefined },
  data: { make: dataPatches, users: 0, patches: undefined },
}

/** Lets the probes of scopes see something. Nothing of it is installed in a plain run. */
export function acquireProbes(reach: ProbeReach = "all"): void {
  for (const group of groupsOf(reach)) {
    group.patches ??= group.make()
    if (group.users === 0) for (const each of group.patches) each.install()
    group.users++
  }
}

export function releaseProbes(reach: ProbeReach = "all"): void {
  for (const group of groupsOf(reach)) {
    group.users--
    if (group.users === 0) for (const each of group.patches ?? []) each.uninstall()
  }
}

/** What a probe needs to see what it asks for. */
export function reachOf(probe: Probe): ProbeReach {
  const watchesData = "serializing" in probe || "parsed" in probe || "readVariable" in probe
  return watchesData ? "all" : "bodies"
}

function groupsOf(reach: ProbeReach): readonly ProbeGroup[] {
  return reach === "all" ? [groups.bodies, groups.data] : [groups.bodies]
}

function bodyPatches(): Patch[] {
  return (["race", "any", "all"] as const).map((name) =>
    patch(Promise, name, (original: Race) => probedRace(name, original)),
  )
}

function dataPatches(): PutBack[] {
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
