import { spawnSync } from "node:child_process"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const fixture = fileURLToPath(new URL("fixtures/endless.ts", import.meta.url))
const site = relative(process.cwd(), fixture)

interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[], ...nodeOptions: readonly string[]): Ended {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
  const options = ["--conditions=durable-test-runner-source", "--no-warnings", ...nodeOptions]
  return spawnSync(process.execPath, [...options, fixture, ...args], {
    env,
    encoding: "utf8",
    timeout: 60_000,
  })
}

/** How the loop goes, where it is, the line of the fixture and what the report says of the place. */
const endless = [
  ["while", "step", 8, 'handler of "durable-function", in the body of "spin", at'],
  ["microtasks", "handler", 11, 'handler of "durable-function", at'],
  ["queued-microtasks", "step", 14, 'handler of "durable-function", at'],
  ["next-tick", "step", undefined, 'handler of "durable-function", in the body of "spin", at'],
  ["regular-expression", "step", 20, 'handler of "durable-function", in the body of "spin", at'],
  [
    "comparator",
    "retry",
    22,
    'handler of "durable-function", in the body of operation 2 (attempt 2), at',
  ],
  ["while", "function", 8, 'handler of "spinner", at'],
  ["while", "responder", 8, "no handler runs, at"],
] as const

for (const [how, where, line, place] of endless) {
  test(`the watchdog names a loop that never yields (${how}) in a ${where}, and ends the process (C3)`, () => {
    const { signal, stderr, stdout } = run([how, where])
    expect(signal).toBe("SIGKILL")
    expect(stdout).toBe("")
    expect(stderr).toContain("a run has not yielded to the event loop for 300 ms of real time")
    expect(stderr).toContain(`  ${place}`)
    expect(stderr).toContain(line === undefined ? `at ${site}:` : `at ${site}:${line}:`)
  })
}

test.for(["loop-of-a-library", "expression-of-a-library"])(
  "the watchdog names the step where none of the user's code is on the stack (%s)",
  (how) => {
    const { signal, stderr } = run([how, "step"])
    expect(signal).toBe("SIGKILL")
    expect(stderr).toContain('  handler of "durable-function", in the body of "spin", at')
    expect(stderr).toContain("/srv/node_modules/library/index.js:1:")
  },
)

test("an exploration has a watchdog by default (C3)", () => {
  const { signal, stderr } = run(["while", "exploration"])
  expect(signal).toBe("SIGKILL")
  expect(stderr).toContain("has not yielded to the event loop for 3000 ms of real time")
  expect(stderr).toContain(`at ${site}:8:`)
})

const undisturbed = { status: 0, stdout: "the run has ended\n", stderr: "" }

test("the watchdog leaves a run alone that waits for real I/O beyond the limit", () => {
  expect(run(["waiting", "step"])).toMatchObject(undisturbed)
})

test("the watchdog leaves a long computation alone while a debugger may be attached", () => {
  const { status, stdout, stderr } = run(["finite", "step"], "--inspect=0")
  expect({ status, stdout }).toEqual({ status: 0, stdout: undisturbed.stdout })
  expect(stderr).not.toContain("durable-test-runner")
})
