import { syncBuiltinESMExports } from "node:module"
import { realSetImmediate } from "../real-timers.ts"
import { consolePatches } from "./console.ts"
import { dateFormatPatches } from "./date-format.ts"
import { datePatches } from "./date.ts"
import { assertNoFakeTimers } from "./fake-timers.ts"
import { networkPatches } from "./network.ts"
import type { AccessorPatch, Patch } from "./patch.ts"
import { performancePatches } from "./performance.ts"
import { processPatches } from "./process.ts"
import { globalRandomnessPatches, moduleRandomnessPatches } from "./randomness.ts"
import { systemTimePatches } from "./system-time.ts"
import { temporalPatches } from "./temporal.ts"
import { timerPromisePatches } from "./timer-promises.ts"
import { threadPoolWatch } from "./thread-pool.ts"
import { globalTimerPatches, moduleTimerPatches } from "./timers.ts"

/*
 * The globals are replaced while at least one run is active, and put back when the last one ends.
 * A replacement does nothing by itself: it asks for the scope of the code that called it, and code
 * without one gets the original.
 */
interface Patches {
  readonly globals: readonly (Patch | AccessorPatch)[]
  /** Exports of Node's modules, of which named imports are copies; and what takes longer to replace. */
  readonly modules: readonly (Patch | AccessorPatch)[]
}

let activeRuns = 0
let patches: Patches | undefined
let modulesAreScoped = false

/** @throws {FakeTimersError} when somebody else's fake timers are installed. */
export function acquireScopedGlobals(): void {
  if (activeRuns === 0) {
    assertNoFakeTimers()
    patches ??= makePatches()
    for (const global of patches.globals) global.install()
    if (!modulesAreScoped) scopeModules(patches)
    threadPoolWatch.enable()
  }
  activeRuns++
}

export function releaseScopedGlobals(): void {
  activeRuns--
  if (activeRuns > 0 || patches === undefined) return
  for (const global of patches.globals) global.uninstall()
  threadPoolWatch.disable()
  // To refresh what others have imported from Node's modules takes longer than a short run, so it
  // waits for the end of this turn: the next run may begin before that.
  realSetImmediate(restoreModules, patches)
}

function scopeModules({ modules }: Patches): void {
  for (const module of modules) module.install()
  syncBuiltinESMExports()
  modulesAreScoped = true
}

function restoreModules({ modules }: Patches): void {
  if (activeRuns > 0 || !modulesAreScoped) return
  for (const module of modules) module.uninstall()
  syncBuiltinESMExports()
  modulesAreScoped = false
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
    ],
    modules: [
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
