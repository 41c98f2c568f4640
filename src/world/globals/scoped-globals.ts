import { syncBuiltinESMExports } from "node:module"
import { realSetImmediate } from "../clock/real-timers.ts"
import { consolePatches } from "./outside/console.ts"
import { unwatchFetchRequests } from "./outside/fetch-requests.ts"
import { logPatches } from "./outside/log-patches.ts"
import { lambdaConnections } from "./lambda/lambda-connections.ts"
import { lambdaGuards } from "./lambda/lambda-guard.ts"
import { networkWrappers } from "./outside/network.ts"
import { processWrappers } from "./outside/process.ts"
import { randomnessWrappers } from "./outside/randomness.ts"
import { unwatchRealWork, watchRealWork } from "./outside/real-work.ts"
import { combinatorWrappers } from "./patch/durable-operations.ts"
import { durableContextPatches } from "./patch/durable-contexts.ts"
import { environmentPatch } from "./patch/environment.ts"
import { FrozenGlobalsError, type Place } from "./patch/frozen-globals.ts"
import { Replacements } from "./patch/replacements.ts"
import { type Realm, shared } from "./patch/shared.ts"
import { stepBodyPatches } from "./patch/step-bodies.ts"
import type { Wrapper } from "./patch/wrapper.ts"
import { dateFormatPatches } from "./time/date-format.ts"
import { clockWrappers, datePatches } from "./time/date.ts"
import { areTimersFake, assertNoFakeTimers } from "./time/fake-timers.ts"
import { performanceWrappers, timeOriginPatch } from "./time/performance.ts"
import { systemTimeWrappers } from "./time/system-time.ts"
import { temporalWrappers } from "./time/temporal.ts"
import { abortTimeoutWrapper, timerPromiseWrappers } from "./time/timer-promises.ts"
import { timerWrappers } from "./time/timers.ts"

/*
 * A replacement does nothing by itself: it asks for the scope of the code that called it, and code
 * without one gets the original.
 */
class ScopedGlobals implements Realm {
  /**
   * Functions, replaced for good from the import of this package on: code that loads later may copy
   * them, as frameworks and compilers do with named imports.
   */
  readonly #wrappers: Wrapper[] = [
    ...timerWrappers(),
    ...timerPromiseWrappers(),
    ...clockWrappers(),
    ...performanceWrappers(),
    ...randomnessWrappers(),
    ...processWrappers(),
    ...networkWrappers(),
    ...lambdaGuards(),
    abortTimeoutWrapper(),
    ...systemTimeWrappers(),
    ...temporalWrappers(),
  ]
  /** The same, where a run can do without: it says less of what is left open. */
  readonly #combinators: Wrapper[] = combinatorWrappers()
  /** What cannot be told from the real one only by calling it: replaced while a run is active. */
  readonly #globals = new Replacements([...datePatches(), ...stepBodyPatches()])
  /**
   * The same, and it takes longer to put back than a short run takes: properties that have to be defined
   * anew, and exports of Node's modules, of which named imports are copies.
   */
  readonly #lasting = new Replacements([
    timeOriginPatch(),
    environmentPatch,
    ...dateFormatPatches(),
  ])
  /** What only makes runs faster. */
  readonly #optional = new Replacements(consolePatches(), { isOptional: true })
  /** What a run can do without: where they cannot be replaced, the logs of a run lack something. */
  readonly #logs = new Replacements([...logPatches(), ...durableContextPatches()], {
    isOptional: true,
  })
  readonly #realDate = Date
  #activeRuns = 0
  #hasConnections = false
  #lastingAreInstalled = false

  /** @returns what is to be wrapped and cannot be, because somebody has frozen it. */
  wrap(): readonly Place[] {
    const results = this.#wrappers.map((each) => each.install())
    for (const each of this.#combinators) each.install()
    if (results.includes("wrapped")) syncBuiltinESMExports()
    return this.#wrappers.filter((_, index) => results[index] === "frozen")
  }

  acquire(): void {
    if (this.#activeRuns === 0) {
      assertNoFakeTimers(this.#realDate)
      this.#addConnections()
      const frozen = this.wrap()
      if (frozen.length > 0) throw new FrozenGlobalsError(frozen, "before the import")
      if (!this.#lastingAreInstalled) this.#lasting.assertReplaceable()
      this.#globals.install()
      if (!this.#lastingAreInstalled) this.#installLasting()
      // A test may have put a spy there since the last run.
      if (!this.#logs.areInstalled) this.#logs.install()
      watchRealWork()
    }
    this.#activeRuns++
  }

  release(): void {
    this.#activeRuns--
    if (this.#activeRuns > 0) return
    this.#globals.uninstall()
    unwatchFetchRequests()
    unwatchRealWork()
    // At the end of this turn: the next run may begin before that.
    realSetImmediate(() => this.#uninstallLasting())
  }

  /** From the first run on: they need Node's HTTP, which takes as long to load as a tenth of this package. */
  #addConnections(): void {
    if (this.#hasConnections) return
    this.#hasConnections = true
    this.#wrappers.push(...lambdaConnections())
  }

  #installLasting(): void {
    this.#lasting.install()
    this.#optional.install()
    syncBuiltinESMExports()
    this.#lastingAreInstalled = true
  }

  #uninstallLasting(): void {
    if (this.#activeRuns > 0 || !this.#lastingAreInstalled) return
    this.#lasting.uninstall()
    this.#optional.uninstall()
    this.#logs.uninstall()
    syncBuiltinESMExports()
    this.#lastingAreInstalled = false
  }
}

/**
 * @throws {FakeTimersError} when somebody else's fake timers are installed.
 * @throws {FrozenGlobalsError} when something cannot be replaced.
 */
export function acquireScopedGlobals(): void {
  // Without the check the fake timers would be taken for the real ones.
  if (!shared().realms.has(globalThis)) assertNoFakeTimers()
  realm().acquire()
}

export function releaseScopedGlobals(): void {
  realm().release()
}

/** That of the first copy of this package in this realm serves the others too. */
function realm(): Realm {
  const { realms } = shared()
  const known = realms.get(globalThis)
  if (known !== undefined) return known
  const created = new ScopedGlobals()
  realms.set(globalThis, created)
  created.wrap()
  return created
}

/** Replaces the functions that code may copy, now. Nothing changes for code outside of runs. */
export function installWrappers(): void {
  if (!areTimersFake()) realm()
}

installWrappers()
