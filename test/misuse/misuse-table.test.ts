import { createServer, type Server } from "node:net"
import { afterEach, expect, test } from "vitest"
import { done, leavingsOf, runner } from "./misuse-table.ts"

const undo: (() => void)[] = []

afterEach(() => {
  for (const act of undo.splice(0)) act()
})

/** What is left is what the table looks for: without this its checks could not fail. */
test.for([
  [
    "a global",
    () => {
      const { random } = Math
      undo.push(() => void (Math.random = random))
      Math.random = () => 0.5
    },
    ["changed Math.random"],
  ],
  [
    "a new global",
    () => {
      undo.push(() => void Reflect.deleteProperty(globalThis, "leftOver"))
      Reflect.set(globalThis, "leftOver", 1)
    },
    ["changed globalThis.leftOver"],
  ],
  [
    "a listener of the process",
    () => {
      const before = process.listenerCount("beforeExit")
      const listener = (): void => {}
      process.on("beforeExit", listener)
      undo.push(() => process.off("beforeExit", listener))
      return before
    },
    [`beforeExit: ${process.listenerCount("beforeExit") + 1}`],
  ],
  [
    "a server",
    async () => {
      const server = await new Promise<Server>((resolve) => {
        const listening: Server = createServer().listen(0, "127.0.0.1", () => resolve(listening))
      })
      undo.push(() => void server.close())
    },
    ["open TCPServerWrap"],
  ],
] as const)("a misuse table sees %s that is left behind", async ([, act, left]) => {
  expect((await leavingsOf(act)).left).toEqual(expect.arrayContaining([...left]))
})

test("a misuse table sees nothing left behind by a run", async () => {
  const leavings = await leavingsOf(() => runner().run(done))
  expect(leavings).toEqual({ end: "SUCCEEDED with 1", left: [] })
})
