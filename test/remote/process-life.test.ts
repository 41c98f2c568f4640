import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { lives } from "../support/living-processes.ts"

const PARENT = fileURLToPath(new URL("node/parent.ts", import.meta.url))

/** A test process with a remote function, and the ids of the processes that it has started. */
async function startParent(...args: string[]) {
  const options = { stdio: ["ignore", "pipe", "inherit"] as ("ignore" | "pipe" | "inherit")[] }
  const parent = spawn(process.execPath, ["--no-warnings", PARENT, ...args], options)
  const ended = once(parent, "exit")
  for await (const line of createInterface({ input: parent.stdout! })) {
    const [, pids] = /^ready (.*)$/u.exec(line) ?? []
    if (pids !== undefined) return { parent, ended, pids: pids.split(" ").map(Number) }
  }
  throw new Error("The parent has ended without a word.")
}

async function allGone(pids: readonly number[]): Promise<boolean> {
  for (let turns = 0; turns < 500; turns++) {
    if (!pids.some(lives)) return true
    await pause(10)
  }
  return false
}

describe.skipIf(process.platform === "win32")("no process outlives the test process", () => {
  it("that ends by itself though its remote function is not closed", async () => {
    const { ended, pids } = await startParent("end")
    expect(await ended).toEqual([0, null])
    expect(new Set(pids).size).toBe(2)
    expect(await allGone(pids)).toBe(true)
  })

  // No other signal leaves it less of a chance.
  it("that SIGKILL ends", async () => {
    const { parent, ended, pids } = await startParent()
    expect(pids.every(lives)).toBe(true)
    parent.kill("SIGKILL")
    await ended
    expect(await allGone(pids)).toBe(true)
  })
})
