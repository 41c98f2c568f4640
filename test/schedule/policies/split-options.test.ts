import { describe, expect, test } from "vitest"
import { splitOptions } from "../../../src/schedule/policies/random/split-options.ts"
import type { EnabledEvent } from "../../../src/world/events/chooser.ts"
import { enabledEvent, reply, settle } from "./enabled-events.ts"

function splitOf(...enabled: readonly EnabledEvent[]): readonly (string | number)[] {
  const { plain, deviations } = splitOptions(enabled)
  return [...plain.map(({ index }) => index), ...deviations.map(({ kind }) => kind)]
}

const answer = 'completeCallback("a")'

describe("the options of a decision", () => {
  test("are plain or not, and those of a plain run come first", () => {
    expect(
      splitOf(
        settle("1"),
        reply,
        enabledEvent("postpone"),
        enabledEvent("delivery", answer, 999),
        enabledEvent("crash", "crash of f"),
        enabledEvent("timeout", "timeout of f"),
      ),
    ).toEqual([0, 1, "postpone", "early", "crash", "timeout"])
  })

  test("have answers among them that are due, and such that are early", () => {
    expect(splitOf(reply, enabledEvent("delivery", answer))).toEqual([0, 1])
    expect(splitOf(reply, enabledEvent("delivery", answer, 1))).toEqual([0, "early"])
    expect(
      splitOf(enabledEvent("invoke", "invoke f"), enabledEvent("invoke", "invoke g", 1)),
    ).toEqual([0, "early"])
  })

  test("are early before the clock moves on, even to the instant they are due at", () => {
    const time = enabledEvent("time", "time moves on", 5)
    expect(splitOf(time, enabledEvent("delivery", answer, 5))).toEqual([0, "early"])
  })

  test("are no earlier than what is overdue", () => {
    const overdue = enabledEvent("due", "service timers", -1)
    const answered = enabledEvent("delivery", answer, 0)
    expect(splitOf(overdue, answered, { ...reply, at: 0 })).toEqual([0, 1, 2])
  })

  test("have the time-out of a function among the plain ones", () => {
    const timedOut = enabledEvent("deadline", "time-out of f")
    expect(splitOf(timedOut, enabledEvent("cold-start"))).toEqual([0, "cold-start"])
    expect(splitOf(reply, timedOut, enabledEvent("timeout", "timeout of f"))).toEqual([
      0,
      1,
      "timeout",
    ])
  })
})
