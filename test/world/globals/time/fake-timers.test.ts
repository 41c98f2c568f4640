import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { FakeTimersError } from "durable-test-runner/errors"
import { afterEach, expect, test, vi } from "vitest"
import { expectRejection } from "../../../runner/expect-error.ts"

const handler = withDurableExecution(async (_event: unknown, context) => {
  await context.wait({ hours: 1 })
  return "done"
})

afterEach(() => {
  vi.useRealTimers()
})

test("fake timers of the test framework are refused, with the way out", async () => {
  vi.useFakeTimers()
  const error = await expectRejection(new DurableTestRunner().run(handler), FakeTimersError)
  expect(error.code).toBe("FAKE_TIMERS")
  expect(error.message).toMatchInlineSnapshot(
    `"Failed to start a run: fake timers are installed, so Date and setTimeout are not the real ones. A run has its own virtual clock and needs none. Call vi.useRealTimers() (or jest.useRealTimers(), or clock.uninstall()) before runner.run(). To set the time inside the run, pass it to the runner: { startTime: "2026-01-01T00:00:00Z" }."`,
  )
})

test("Fake timers that replace only some globals are refused", async () => {
  for (const toFake of [["Date"], ["setTimeout"], ["setTimeout", "Date"]] as const) {
    vi.useFakeTimers({ toFake: [...toFake] })
    await expectRejection(new DurableTestRunner().run(handler), FakeTimersError)
    vi.useRealTimers()
  }
})

test("a date set by the test framework is refused", async () => {
  vi.setSystemTime(new Date("2020-01-01T00:00:00Z"))
  await expectRejection(new DurableTestRunner().run(handler), FakeTimersError)
})

test("the fake timers are left as they were", async () => {
  vi.useFakeTimers({ now: 0 })
  const { setTimeout: faked } = globalThis
  await expectRejection(new DurableTestRunner().run(handler), FakeTimersError)
  expect(globalThis.setTimeout).toBe(faked)
  expect(Date.now()).toBe(0)
  const fired = vi.fn<() => void>()
  setTimeout(fired, 1_000)
  vi.advanceTimersByTime(1_000)
  expect(fired).toHaveBeenCalledOnce()
})

test("A runner runs again after the fake timers are gone", async () => {
  const runner = new DurableTestRunner()
  vi.useFakeTimers()
  await expectRejection(runner.run(handler), FakeTimersError)
  vi.useRealTimers()
  expect((await runner.run(handler)).result).toBe("done")
})
