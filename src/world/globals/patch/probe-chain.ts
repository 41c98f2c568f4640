import type { Probe } from "./probe.ts"

const METHODS = [
  "runBody",
  "randomInBody",
  "latenessInBody",
  "timedBody",
  "serializing",
  "parsed",
  "runContext",
  "operationNamed",
  "racing",
  "usesNative",
  "readVariable",
] as const satisfies readonly (keyof Probe)[]

/** Whether it has any method of a probe, in a class or of its own. */
export function watchesCode(probe: Probe): boolean {
  return METHODS.some((name) => probe[name] !== undefined)
}

/**
 * Two probes as one. The outer one stands in first, and the inner one for what it lets through; both
 * are told. It has those methods only that one of the two has: each costs something while it is there.
 */
export function chainProbes(inner: Probe, outer: Probe): Probe {
  const chain: Required<Probe> = {
    runBody: (store, body, storage) => {
      const run = (): unknown =>
        inner.runBody === undefined ? body() : inner.runBody(store, body, storage)
      return outer.runBody === undefined ? run() : outer.runBody(store, run, storage)
    },
    runContext: (contextId, body) => {
      const run = (): unknown =>
        inner.runContext === undefined ? body() : inner.runContext(contextId, body)
      return outer.runContext === undefined ? run() : outer.runContext(contextId, run)
    },
    randomInBody: () => outer.randomInBody?.() ?? inner.randomInBody?.(),
    latenessInBody: () => (inner.latenessInBody?.() ?? 0) + (outer.latenessInBody?.() ?? 0),
    timedBody: () => outer.timedBody?.() ?? inner.timedBody?.(),
    serializing: (value) => {
      inner.serializing?.(value)
      outer.serializing?.(value)
    },
    parsed: (text, value) => {
      inner.parsed?.(text, value)
      outer.parsed?.(text, value)
    },
    operationNamed: (scope, path, operation) => {
      inner.operationNamed?.(scope, path, operation)
      outer.operationNamed?.(scope, path, operation)
    },
    racing: (name) => {
      inner.racing?.(name)
      outer.racing?.(name)
    },
    usesNative: (name, kind) => {
      inner.usesNative?.(name, kind)
      outer.usesNative?.(name, kind)
    },
    readVariable: (name, value) => {
      const read = inner.readVariable === undefined ? value : inner.readVariable(name, value)
      return outer.readVariable === undefined ? read : outer.readVariable(name, read)
    },
  }
  const shared = METHODS.filter((name) => (inner[name] ?? outer[name]) !== undefined)
  return Object.fromEntries(shared.map((name) => [name, chain[name]]))
}
