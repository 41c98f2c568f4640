import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { lives } from "../support/living-processes.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { startServe } from "./served-process.ts"
import { control } from "./serving.ts"

const folder = temporaryFolder()

async function isGone(pid: number): Promise<boolean> {
  for (let turns = 0; turns < 500; turns++) {
    if (!lives(pid)) return true
    await pause(10)
  }
  return false
}

async function invoke(url: string, functionName: string): Promise<void> {
  await fetch(`${url}/2015-03-31/functions/${functionName}/invocations?Qualifier=$LATEST`, {
    method: "POST",
    headers: { "x-amz-invocation-type": "Event" },
    body: "{}",
  })
}

const node = `${process.execPath} --no-warnings`

describe.skipIf(process.platform === "win32")("no process outlives serve", () => {
  test.each([
    ["SIGINT, with a process that waits for its next invocation", "SIGINT", "order.pid", 0],
    ["SIGTERM, with one that is at work", "SIGTERM", "order.silent", 0],
    ["SIGKILL, with one that is at work", "SIGKILL", "order.silent", null],
  ] as const)("that ends by %s", async (_what, signal, handler, code) => {
    const command = `echo "pid $$"; exec ${node} runtime.mjs ${handler}`
    const { child, ended, line, url: urlOf } = startServe("--function", `f=${command}`)
    const url = await urlOf()
    await invoke(url, "f")
    const pid = Number(await line(/^pid (\d+)$/u))
    await line(handler === "order.pid" ? /^f \S+ {2}(SUCCEEDED)/u : /^(working)$/u)
    expect(lives(pid)).toBe(true)
    child.kill(signal)
    expect((await ended)[0]).toBe(code)
    expect(await isGone(pid)).toBe(true)
  })

  test("that ends while its processes start, by a signal that leaves it no chance", async () => {
    const {
      child,
      ended,
      line,
      url: urlOf,
    } = startServe("--function", 'f=echo "pid $$"; sleep 60 & wait')
    const url = await urlOf()
    await invoke(url, "f")
    const pid = Number(await line(/^pid (\d+)$/u))
    child.kill("SIGKILL")
    await ended
    expect(await isGone(pid)).toBe(true)
  })

  test("whose handler would keep it alive: it ends all the same", async () => {
    const file = join(folder, "listener.mjs")
    const text = `import { createServer } from "node:net"
createServer().listen(0)
export const handler = async () => createServer().listen(0)
`
    writeFileSync(file, text)
    const { child, ended, url: urlOf } = startServe("--plain", `listener=${file}`)
    const url = await urlOf()
    await invoke(url, "listener")
    expect(await control(url, "GET", "/health")).toMatchObject({ status: 200 })
    child.kill("SIGHUP")
    expect((await ended)[0]).toBe(0)
  })
})
