import { expect, test } from "vitest"
import { createPolicy } from "../../../src/schedule/policies/create-policy.ts"
import type { EnabledEvent } from "../../../src/world/events/chooser.ts"
import { keyOf } from "../../../src/world/events/event-subject.ts"
import { enabledEvent, reply, settle } from "./enabled-events.ts"

const time = enabledEvent("time")
const crash = enabledEvent("crash")

const timer = (delayMs: number): EnabledEvent => enabledEvent("timer", `timer ${delayMs}`)

const hurry = (path: string): EnabledEvent => ({ ...settle(path), kind: "hurry" })

function chosenOf(
  order: readonly EnabledEvent[],
  asked: readonly (readonly EnabledEvent[])[],
): (EnabledEvent | undefined)[] {
  const policy = createPolicy({ kind: "in-order", keys: order.map((event) => keyOf(event)) })
  return asked.map((enabled) => enabled[policy.choose(enabled)])
}

test("Things happen in the order of the keys, where they can", () => {
  const both = [settle("1"), settle("2"), reply]
  expect(chosenOf([settle("2"), reply, settle("1")], [both, both, both])).toEqual([
    settle("2"),
    reply,
    settle("1"),
  ])
})

test("A body that is to settle next goes on before its timers are due", () => {
  const order = [time, timer(12), settle("2"), settle("1")]
  const asked = [
    [time, hurry("1"), hurry("2")],
    [timer(3), hurry("2")],
    [settle("2"), timer(3)],
    [settle("1")],
  ]
  expect(chosenOf(order, asked)).toEqual([time, hurry("2"), settle("2"), settle("1")])
})

test("A fault waits for what came before it, and not for the clock", () => {
  const asked = [
    [time, crash],
    [settle("1"), crash],
    [reply, crash],
  ]
  expect(chosenOf([settle("1"), timer(5), crash], asked)).toEqual([time, settle("1"), crash])
})
