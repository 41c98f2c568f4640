import { syncBuiltinESMExports } from "node:module"
import { assertNoFakeTimers } from "./fake-timers.ts"
import { datePatches } from "./date.ts"
import { networkPatches } from "./network.ts"
import type { AccessorPatch, Patch } from "./patch.ts"
import { performancePatches } from "./performance.ts"
import { processPatches } from "./process.ts"
import { randomnessPatches } from "./randomness.ts"
import { timerPromisePatches } from "./timer-promises.ts"
import { timerPatches } from "./timers.ts"
import { realSetImmediate } from "../real-timers.ts"

/*
 * The globals are replaced while at least one run is active, and put back when the last one ends.
 * A replacement does nothing by itself: it asks for the scope of the code that called it, and code
 * without one gets the original.
 */
let activeRuns = 0
let patches: readonly (Patch | AccessorPatch)[] | undefined
let exportsAreScoped = false

/** @throws {FakeTimersError} when somebody else's fake timers are installed. */
export function acquireScopedGlobals(): void {
  if (activeRuns === 0) {
    assertNoFakeTimers()
    patches ??= allPatches()
    for (const replaced of patches) replaced.install()
    if (!exportsAreScoped) syncBuiltinESMExports()
    exportsAreScoped = true
  }
  activeRuns++
}

export function releaseScopedGlobals(): void {
  activeRuns--
  if (activeRuns > 0 || patches === undefined) return
  for (const replaced of patches) replaced.uninstall()
  // Named imports of Node's modules are copies, and refreshing all of them takes longer than a short
  // run: it can wait for the end of this turn, in case another run begins before that.
  realSetImmediate(() => {
    if (activeRuns > 0 || !exportsAreScoped) return
    exportsAreScoped = false
    syncBuiltinESMExports()
  })
}

function allPatches(): (Patch | AccessorPatch)[] {
  return [
    ...timerPatches(),
    ...timerPromisePatches(),
    ...datePatches(),
    ...performancePatches(),
    ...randomnessPatches(),
    ...processPatches(),
    ...networkPatches(),
  ]
}
