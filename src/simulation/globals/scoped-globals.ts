import { syncBuiltinESMExports } from "node:module"
import { assertNoFakeTimers } from "./fake-timers.ts"
import { datePatches } from "./date.ts"
import { networkPatches } from "./network.ts"
import { install, type InstalledPatch, type Patch, uninstall } from "./patch.ts"
import { performancePatches } from "./performance.ts"
import { processPatches } from "./process.ts"
import { randomnessPatches } from "./randomness.ts"
import { timerPromisePatches } from "./timer-promises.ts"
import { timerPatches } from "./timers.ts"

/*
 * The globals are replaced while at least one run is active, and put back when the last one ends.
 * A replacement does nothing by itself: it asks for the scope of the code that called it, and code
 * without one gets the original.
 */
let activeRuns = 0
let installed: InstalledPatch[] = []

/** @throws {FakeTimersError} when somebody else's fake timers are installed. */
export function acquireScopedGlobals(): void {
  if (activeRuns === 0) {
    assertNoFakeTimers()
    installed = allPatches().map(install)
    syncBuiltinESMExports()
  }
  activeRuns++
}

export function releaseScopedGlobals(): void {
  activeRuns--
  if (activeRuns > 0) return
  for (const replaced of installed.reverse()) uninstall(replaced)
  installed = []
  syncBuiltinESMExports()
}

function allPatches(): Patch[] {
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
