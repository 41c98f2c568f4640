import { syncBuiltinESMExports } from "node:module"
import { realSetImmediate } from "../clock/real-timers.ts"
import { consolePatches } from "./outside/console.ts"
import { dateFormatPatches } from "./time/date-format.ts"
import { datePatches } from "./time/date.ts"
import { assertNoFakeTimers } from "./time/fake-timers.ts"
import { unwatchFetchRequests } from "./outside/fetch-requests.ts"
import { networkPatches } from "./outside/network.ts"
import { environmentPatch } from "./patch/environment.ts"
import type { AccessorPatch, Patch } from "./patch/patch.ts"
import { performancePatches, timeOriginPatch } from "./time/performance.ts"
import { processEmitPatch, processPatches } from "./outside/process.ts"
import { globalRandomnessPatches, moduleRandomnessPatches } from "./outside/randomness.ts"
import { stepBodyPatches } from "./patch/step-bodies.ts"
import { unwatchRealWork, watchRealWork } from "./outside/real-work.ts"
import { systemTimePatches } from "./time/system-time.ts"
import { temporalPatches } from "./time/temporal.ts"
import { timerPromisePatches } from "./time/timer-promises.ts"
import { globalTimerPatches, moduleTimerPatches } from "./time/timers.ts"

/*
 * The globals are replaced while at least one run is active, and put back when the last one ends.
 * A replacement does nothing by itself: it asks for the scope of the code that called it, and code
 * without one gets the original.
 */
interface Patches {
  readonly globals: readonly Patch[]
  /**
   * What takes longer to put back than a short run takes: properties that have to be defined anew, and
   * exports of Node's modules, of which named imports are copies.
   */
  readonly lasting: readonly (Patch | AccessorPatch | typeof environmentPatch)[]
}

let activeRuns = 0
let patches: Patches | undefined
let lastingAreInstalled = false

/** @throws {FakeTimersError} when somebody else's fake timers are installed. */
export function acquireScopedGlobals(): void {
  if (activeRuns === 0) {
    assertNoFakeTimers()
    patches ??= makePatches()
    for (const global of patches.globals) global.install()
    if (!lastingAreInstalled) installLasting(patches)
    watchRealWork()
  }
  activeRuns++
}

export function releaseScopedGlobals(): void {
  activeRuns--
  if (activeRuns > 0 || patches === undefined) return
  for (const global of patches.globals) global.uninstall()
  unwatchFetchRequests()
  unwatchRealWork()
  // At the end of this turn: the next run may begin before that.
  realSetImmediate(uninstallLasting, patches)
}

function installLasting({ lasting }: Patches): void {
  for (const property of lasting) property.install()
  syncBuiltinESMExports()
  lastingAreInstalled = true
}

function uninstallLasting({ lasting }: Patches): void {
  if (activeRuns > 0 || !lastingAreInstalled) return
  for (const property of lasting) property.uninstall()
  syncBuiltinESMExports()
  lastingAreInstalled = false
}

function makePatches(): Patches {
  return {
    globals: [
      ...globalTimerPatches(),
      ...datePatches(),
      ...performancePatches(),
      ...globalRandomnessPatches(),
      ...processPatches(),
      ...networkPatches(),
      ...stepBodyPatches(),
    ],
    lasting: [
      timeOriginPatch(),
      processEmitPatch(),
      environmentPatch,
      ...moduleTimerPatches(),
      ...timerPromisePatches(),
      ...moduleRandomnessPatches(),
      ...consolePatches(),
      ...systemTimePatches(),
      ...dateFormatPatches(),
      ...temporalPatches(),
    ],
  }
}
