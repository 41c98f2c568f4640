import { expect, test } from "vitest"
import { OnlineChains } from "../../../src/schedule/policies/random/online-chains.ts"
import { enabledEvent, reply, settle } from "./enabled-events.ts"

test("steps that follow each other are one chain", () => {
  const chains = new OnlineChains()
  expect(chains.of([settle("1"), reply])).toEqual(["1", "replies"])
  expect(chains.of([reply])).toEqual(["replies"])
  expect(chains.of([settle("2"), reply])).toEqual(["1", "replies"])
  expect(chains.of([settle("4")])).toEqual(["1"])
})

test("steps that run at once are a chain each", () => {
  const chains = new OnlineChains()
  expect(chains.of([settle("1"), settle("2"), settle("3")])).toEqual(["1", "2", "3"])
  expect(chains.of([settle("3"), settle("2")])).toEqual(["3", "2"])
})

test("what comes after them continues the first that is done", () => {
  const chains = new OnlineChains()
  chains.of([settle("1"), settle("2")])
  expect(chains.of([settle("1"), settle("3")])).toEqual(["1", "2"])
})

test("an operation that the code comes to earlier continues nothing that is later", () => {
  const chains = new OnlineChains()
  chains.of([settle("2")])
  expect(chains.of([settle("1")])).toEqual(["1"])
})

test("branches are chains of their own, whenever they go on", () => {
  const chains = new OnlineChains()
  expect(chains.of([settle("1-1-1"), settle("1-2-1")])).toEqual(["1-1-1", "1-2-1"])
  expect(chains.of([settle("1-2-2")])).toEqual(["1-2-1"])
  expect(chains.of([settle("1-1-2"), settle("1-2-2")])).toEqual(["1-1-1", "1-2-1"])
})

test("an event that comes again stays in its chain", () => {
  const chains = new OnlineChains()
  chains.of([settle("1"), settle("2")])
  chains.of([reply])
  expect(chains.of([settle("2")])).toEqual(["2"])
})

test("what is no operation is a chain with its likes", () => {
  const chains = new OnlineChains()
  const timer = enabledEvent("timer", "timer 20 ms")
  expect(chains.of([timer, reply, timer])).toEqual([
    "timer call timer 20 ms",
    "replies",
    "timer call timer 20 ms",
  ])
})

test("a chain goes on where it has come to", () => {
  const chains = new OnlineChains()
  chains.of([settle("1")])
  chains.of([settle("3")])
  expect(chains.of([settle("2")])).toEqual(["2"])
  expect(chains.of([settle("4")])).toEqual(["1"])
})
