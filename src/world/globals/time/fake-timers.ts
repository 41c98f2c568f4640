import { DurableTestRunnerError } from "../../../text/errors.ts"
import { originalOf } from "../../clock/original-of.ts"

/**
 * Fake timers of a test framework are installed. They replace the clock of the whole process, and a run would
 * see two clocks, so it refuses to start.
 */
export class FakeTimersError extends DurableTestRunnerError {
  override readonly name = "FakeTimersError"

  /** @internal */
  constructor(cause: string) {
    super(
      "FAKE_TIMERS",
      `Failed to start a run: ${cause} ` +
        "A run has its own virtual clock and needs none. " +
        "Call vi.useRealTimers() (or jest.useRealTimers(), or clock.uninstall()) before runner.run(). " +
        'To set the time inside the run, pass it to the runner: { startTime: "2026-01-01T00:00:00Z" }.',
    )
  }
}

const FAKE = "fake timers are installed, so Date and setTimeout are not the real ones."
const REPLACED = "the test has replaced Date by its own class."

/** @param realDate what `Date` was when this package was loaded. */
export function assertNoFakeTimers(realDate: DateConstructor = Date): void {
  if (areTimersFake()) throw new FakeTimersError(FAKE)
  // Where a run has frozen the global object, the package's own stays, and is no test's.
  if (originalOf(Date) !== originalOf(realDate)) throw new FakeTimersError(REPLACED)
}

/** Spies on single functions are none: what a test does to them is honoured inside of runs. */
export function areTimersFake(): boolean {
  const date = Date as unknown as { isFake?: unknown; clock?: unknown }
  const timeout = globalThis.setTimeout as unknown as { clock?: unknown }
  if (date.isFake === true || date.clock !== undefined || timeout.clock !== undefined) return true
  // The legacy fake timers of jest, which mark nothing.
  const { setTimeout, setInterval, clearTimeout, setImmediate } = globalThis
  return [setTimeout, setInterval, clearTimeout, setImmediate].every(
    (timer) => (timer as { _isMockFunction?: unknown } | undefined)?._isMockFunction === true,
  )
}
