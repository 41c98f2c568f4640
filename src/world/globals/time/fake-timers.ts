import { DurableTestRunnerError } from "../../../text/errors.ts"

/**
 * Fake timers of a test framework own the clock of the whole process. A run under them would see
 * two clocks, so it refuses to start.
 */
export class FakeTimersError extends DurableTestRunnerError {
  override readonly name = "FakeTimersError"

  /** @internal */
  constructor() {
    super(
      "FAKE_TIMERS",
      "Failed to start a run: fake timers are installed, so Date and setTimeout are not the real ones. " +
        "A run has a virtual clock of its own and needs none. " +
        "Call vi.useRealTimers() (or jest.useRealTimers(), or clock.uninstall()) before runner.run().",
    )
  }
}

export function assertNoFakeTimers(): void {
  const date = Date as unknown as { isFake?: unknown; clock?: unknown }
  const timeout = globalThis.setTimeout as unknown as { clock?: unknown; _isMockFunction?: unknown }
  if (date.isFake === true || date.clock !== undefined) throw new FakeTimersError()
  if (timeout.clock !== undefined || timeout._isMockFunction === true) throw new FakeTimersError()
}
