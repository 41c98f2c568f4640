import type { Event } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { nameCallbacks } from "./callback-names.ts"
import { ExternalSystem, jsonText } from "./external-system.ts"
import type { OpenCallback } from "./external-system.ts"
import type { CallbackAction } from "./requirement.ts"

const action = (
  callbackName: string,
  operation: CallbackAction["operation"],
  delaySeconds: number,
  payload?: unknown,
): CallbackAction => ({
  callbackName,
  operation,
  delaySeconds,
  ...(payload !== undefined && { payload }),
})

/** Callbacks that note what is sent when, on a clock of their own. */
const callbacksAt = (): { open: (name: string) => OpenCallback; sent: string[] } => {
  let now = 0
  const sent: string[] = []
  const open = (name: string): OpenCallback => {
    const note =
      (kind: string) =>
      async (content?: unknown): Promise<void> => {
        sent.push(`${now} ${kind} ${name} ${content === undefined ? "-" : JSON.stringify(content)}`)
      }
    return {
      name,
      sleep: async (seconds) => {
        now += seconds
      },
      succeed: note("succeed"),
      fail: note("fail"),
      heartbeat: note("heartbeat"),
    }
  }
  return { open, sent }
}

describe("the external system", () => {
  test("takes callbacks in their order, each the first unused action that fits", async () => {
    const { open, sent } = callbacksAt()
    const system = new ExternalSystem([
      action("b", "success", 4, "B"),
      action("a", "success", 1, "A"),
    ])
    await Promise.all([system.receive(open("a")), system.receive(open("b"))])
    expect(sent).toEqual(['1 succeed a "\\"A\\""', '5 succeed b "\\"B\\""'])
    expect(system.problems).toEqual([])
  })

  test("deals with callbacks that appear later, with and without a payload", async () => {
    const { open, sent } = callbacksAt()
    const system = new ExternalSystem([
      action("*", "success", 2),
      action("*", "success", 2, [1, 2]),
    ])
    await system.receive(open("a"))
    await system.receive(open("b"))
    expect(sent).toEqual(["2 succeed a -", '4 succeed b "[1, 2]"'])
  })

  test("may act again on a callback after a heartbeat, after the others", async () => {
    const { open, sent } = callbacksAt()
    const system = new ExternalSystem([
      action("a", "heartbeat", 0),
      action("a", "failure", 1, { ErrorType: "X" }),
      action("b", "heartbeat", 3),
    ])
    await Promise.all([system.receive(open("a")), system.receive(open("b"))])
    expect(sent).toEqual(["0 heartbeat a -", "3 heartbeat b -", '4 fail a {"ErrorType":"X"}'])
    expect(system.problems).toEqual([])
  })

  test("chooses by regular expression", async () => {
    const { open, sent } = callbacksAt()
    const system = new ExternalSystem([
      action("${/^bill/}", "success", 0),
      action("${/^order/}", "failure", 0),
    ])
    await Promise.all([system.receive(open("order-7")), system.receive(open("bill-7"))])
    expect(sent).toEqual(["0 fail order-7 {}", "0 succeed bill-7 -"])
  })

  test("reports a callback that no action fits, unless it has no actions at all", async () => {
    const { open, sent } = callbacksAt()
    const system = new ExternalSystem([action("b", "success", 0)])
    await system.receive(open("a"))
    expect(system.problems).toEqual(["no action fits callback a"])
    const idle = new ExternalSystem([])
    await idle.receive(open("a"))
    expect([...idle.problems, ...sent]).toEqual([])
  })

  test("reports an answer that is refused and goes on", async () => {
    const { open, sent } = callbacksAt()
    const system = new ExternalSystem([action("*", "success", 0), action("*", "success", 0)])
    const refusing: OpenCallback = {
      ...open("a"),
      succeed: async () => {
        throw new Error("closed")
      },
    }
    await Promise.all([system.receive(refusing), system.receive(open("b"))])
    expect(system.problems).toEqual(["success of callback a: Error: closed"])
    expect(sent).toEqual(["0 succeed b -"])
  })
})

test("the callback in a waitForCallback goes by the name of its context", () => {
  const callback: Event = { EventType: "CallbackStarted", SubType: "Callback" }
  const named = nameCallbacks([
    { EventType: "ContextStarted", Id: "c", Name: "approve" },
    { ...callback, ParentId: "c" },
    { ...callback, ParentId: "c", Name: "own" },
    callback,
  ])
  expect(named.map(({ Name: name }) => name)).toEqual(["approve", "approve", "own", undefined])
})

test("payloads are written with a space after colons and commas", () => {
  expect(jsonText({ a: [1, "x: y", null], b: {} })).toBe('{"a": [1, "x: y", null], "b": {}}')
})
