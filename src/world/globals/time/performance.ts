import { AccessorPatch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

const NANOSECONDS_PER_MILLISECOND = 1_000_000n

/** The monotonic clocks: they read the virtual time since the world began. */
export function performanceWrappers(): Wrapper[] {
  const realPerformance = performance
  const methods = Object.getPrototypeOf(realPerformance) as object
  return [
    wrapper(methods, "now", (original: () => number) => () => {
      return currentScope()?.elapsedMs ?? original.call(realPerformance)
    }),
    wrapper(process, "hrtime", scopedHrtime),
  ]
}

/** An accessor, so that it can answer each scope its own origin. */
export function timeOriginPatch(): AccessorPatch {
  const methods = Object.getPrototypeOf(performance) as object
  const realOrigin = performance.timeOrigin
  return new AccessorPatch(methods, "timeOrigin", () => {
    return currentScope()?.startedAt ?? realOrigin
  })
}

function scopedHrtime(original: typeof process.hrtime): typeof process.hrtime {
  const hrtime = (earlier?: [number, number]): [number, number] => {
    const scope = currentScope()
    if (scope === undefined) return original(earlier)
    const wholeSeconds = Math.floor(scope.elapsedMs / 1_000)
    const nanoseconds = Math.round((scope.elapsedMs % 1_000) * 1_000_000)
    if (earlier === undefined) return [wholeSeconds, nanoseconds]
    const seconds = wholeSeconds - earlier[0]
    const rest = nanoseconds - earlier[1]
    return rest < 0 ? [seconds - 1, rest + 1_000_000_000] : [seconds, rest]
  }
  const bigint = (): bigint => {
    const scope = currentScope()
    if (scope === undefined) return original.bigint()
    return BigInt(Math.round(scope.elapsedMs * 1_000)) * (NANOSECONDS_PER_MILLISECOND / 1_000n)
  }
  return Object.assign(hrtime, { bigint })
}
