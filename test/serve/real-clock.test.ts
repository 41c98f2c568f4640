import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { VirtualClock } from "../../src/world/clock/virtual-clock.ts"
import { RealPace } from "../../src/serve/real-pace.ts"
import { order } from "../endpoint/order.ts"
import { control, durable, serving } from "./serving.ts"

/** A day takes less than a millisecond. */
const FAST = 1e9
/** Nothing in a test takes so long. */
const SLOW = 1e-6

describe("a server whose clock goes by itself", () => {
  test("lets waits pass, and a callback run into its time-out", async () => {
    const { invoke } = await serving({ speed: FAST, functions: [durable("order", order)] })
    expect(await invoke({ payload: { id: "o-1" } })).toMatchObject({
      error: "Unhandled",
      result: { errorType: "CallbackTimeoutError" },
    })
  })

  test("lets a client answer in time, and the rest pass when it is told to", async () => {
    const { client, invoke, waiting, url } = await serving({
      speed: 1,
      functions: [durable("order", order)],
    })
    const invoked = invoke({ payload: { id: "o-1" } })
    const [CallbackId] = await waiting()
    await client.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from("yes") }),
    )
    await control(url, "POST", "/advance", { duration: "7d" })
    // The wait may have begun only after that.
    await control(url, "POST", "/advance", { duration: "1m" })
    expect((await invoked).result).toEqual({ id: "o-1", approval: "yes" })
  })

  test("has the timers of a handler's own code pass at its speed too", async () => {
    const { invoke } = await serving({
      speed: FAST,
      functions: [
        durable(
          "nap",
          withDurableExecution(async (_event, context) =>
            context.step("nap", async () => {
              const before = Date.now()
              await new Promise((resolve) => setTimeout(resolve, 60_000))
              return Date.now() - before >= 60_000
            }),
          ),
        ),
      ],
    })
    expect((await invoke({ FunctionName: "nap:$LATEST" })).result).toBe(true)
  })

  test("tells its speed and its time", async () => {
    const real = await serving({ speed: 1 })
    expect((await control(real.url, "GET", "/health")).body).toMatchObject({ clock: "real" })
    const { url } = await serving({ speed: 100 })
    const { body } = await control(url, "GET", "/health")
    expect(body).toMatchObject({ clock: "100x" })
    const { now } = body as { now: string }
    expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1))
  })
})

describe("RealPace", () => {
  const start = 1_000_000
  function pace(speed: number, next?: number) {
    const clock = new VirtualClock(start)
    return { clock, pace: new RealPace({ clock, speed, nextDue: () => next }) }
  }

  test("moves the clock with the real one, and not past what is due", () => {
    const due = start + 5
    const { clock, pace: fast } = pace(FAST, due)
    while (!fast.mayMoveTo(due)) {
      // Some nanoseconds pass.
    }
    fast.turnBegins()
    fast.turnBegins()
    expect(clock.now).toBe(due)
  })

  test("never moves it back", () => {
    const { clock, pace: slow } = pace(SLOW)
    clock.moveTo(start + 1_000)
    slow.turnBegins()
    expect(clock.now).toBe(start + 1_000)
  })

  test("rests for as long as the next thing takes in real time", () => {
    const { pace: slow } = pace(0.5)
    const restMs = slow.restMs(start + 1_000) ?? 0
    expect(restMs).toBeGreaterThan(1_500)
    expect(restMs).toBeLessThanOrEqual(2_000)
    expect(slow.restMs(start - 1)).toBe(0)
    expect(slow.restMs(undefined)).toBeUndefined()
  })

  test("leaps ahead when it is told to, and no further than that", () => {
    const { pace: slow } = pace(SLOW)
    slow.allowUntil(start + 10_000)
    slow.allowUntil(start + 5_000)
    expect(slow.mayMoveTo(start + 10_000)).toBe(true)
    expect(slow.mayMoveTo(start + 10_010)).toBe(false)
  })
})
