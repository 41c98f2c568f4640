import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, describe, expect, test } from "vitest"

interface Left {
  readonly status?: string
  readonly lines: readonly string[]
}

const script = fileURLToPath(new URL("fixtures/leave-behind.ts", import.meta.url))
let left: Record<string, Left>

beforeAll(async () => {
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
  const options = ["--conditions=durable-test-runner-source", "--no-warnings", script]
  const { stdout } = await promisify(execFile)(process.execPath, options, { env })
  left = JSON.parse(stdout) as Record<string, Left>
}, 60_000)

describe("work that a run leaves behind never reaches the test process, and is told (C8)", () => {
  test.for([
    ["fs callback", "RangeError: in a callback."],
    ["next tick", "RangeError: in a tick."],
    ["microtask", "RangeError: in a microtask."],
    ["rejection", "RangeError: rejected."],
    ["rejected text", '"just text".'],
    ["null prototype", "{}."],
    ["revoked proxy", "Error: an object that cannot be read was thrown."],
    ["unreadable error", "Error: an error that cannot be read was thrown."],
    ["async function", "Error: ENOENT: no such file or directory, open '/does/not/exist'."],
    ["child process", "Error: Command failed: "],
    ["missing command", "Error: spawn /does/not/exist ENOENT."],
    ["worker", "RangeError: in a thread."],
    ["socket", "Error: connect ECONNREFUSED 127.0.0.1:1."],
    ["event", "RangeError: emitted."],
    ["exit", "Error: process.exit(3) was called."],
  ] as const)("%s", ([name, what]) => {
    const { status, lines } = left[name] ?? { lines: [] }
    expect(status).toBe("SUCCEEDED")
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(
      `DurableTestRunnerWarning LEFT_BEHIND: Work that the handler of "durable-function" had started failed when nothing awaited it any more: ${what}`,
    )
    expect(lines[0]).toContain("Await it in the step that begins it, or end it there.")
  })

  test("the warning shows the user's line", () => {
    expect(left["fs callback"]?.lines[0]).toMatch(/\n\s+at fail \(.*leave-behind\.ts:\d+:\d+\)/u)
  })
})

describe("what belongs to the test reaches the process (C8)", () => {
  test.for([
    ["rejection of the test", "of the test"],
    ["callback of the test", "in a callback of the test"],
    ["run that nobody awaits", "Failed to call run: the handler is a string."],
    ["blocked run that nobody awaits", "The execution cannot continue"],
    ["promise of the test, rejected in a run", "of the test, in a run"],
  ] as const)("%s", ([name, words]) => {
    const { lines } = left[name] ?? { lines: [] }
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`reached the process: ${words}`)
  })
})
