import { spawnSync } from "node:child_process"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const fixture = fileURLToPath(new URL("fixtures/endless-elsewhere.ts", import.meta.url))
const site = relative(process.cwd(), fixture)

function run(place: string): { status: number | null; signal: string | null; output: string } {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
  const args = ["--conditions=durable-test-runner-source", "--no-warnings", fixture, place]
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    env,
    encoding: "utf8",
    timeout: 60_000,
  })
  return { status, signal, output: stderr + stdout }
}

const body = 'handler of "durable-function", in the body of "charge", at +0s virtual time'

/** Where the loop is, and what the report says of the place. */
const endless = [
  ["between steps", ['  handler of "durable-function", at +', ` virtual time\n  at ${site}:`]],
  ["in observe", [`  exploring handler\n  at ${site}:`]],
  ["in prepare", [`  exploring handler\n  at ${site}:`]],
  ["in a predicate", ["  exploring handler\n", `  at ${site}:`]],
  ["in a replay", [`  checkReplay\n  at ${site}:`]],
  ["after a fault", ["  exploring handler\n  in the run of the schedule d2.", `\n  ${body}`]],
] as const

for (const [place, lines] of endless) {
  test(`the watchdog names a loop ${place}, and ends the process (C3)`, () => {
    const { signal, output } = run(place)
    expect(signal).toBe("SIGKILL")
    for (const line of lines) expect(output).toContain(line)
    expect(output).toContain("await an operation, a timer or I/O. This ends the process.\n")
  })
}

test("the watchdog ends only the worker thread in which a run loops (C3)", () => {
  const { status, output } = run("in a worker thread")
  expect(status).toBe(0)
  expect(output).toContain(`  ${body}\n  at ${site}:`)
  expect(output).toContain("await an operation, a timer or I/O. This ends the thread.\n")
  expect(output).toContain("the thread has ended with 1, and this one goes on\n")
})
