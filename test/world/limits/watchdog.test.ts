import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const fixture = fileURLToPath(new URL("fixtures/endless.ts", import.meta.url))

function run(...args: readonly string[]): {
  status: number | null
  signal: string | null
  stdout: string
  stderr: string
} {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
  const options = ["--conditions=durable-test-runner-source", "--no-warnings", fixture, ...args]
  return spawnSync(process.execPath, options, { env, encoding: "utf8", timeout: 50_000 })
}

for (const [how, where, line] of [
  ["while", "handler", 6],
  ["while", "step", 6],
  ["microtasks", "handler", 9],
  ["microtasks", "step", 9],
  ["regular-expression", "step", 14],
] as const) {
  test(`C3: a ${where} that loops (${how}) is named with its line, and the process ends`, () => {
    const { signal, stderr, stdout } = run(how, where)
    expect(signal).toBe("SIGKILL")
    expect(stdout).toBe("")
    expect(stderr).toContain("a run has not come to rest for 300 ms of real time")
    expect(stderr).toContain('handler of "durable-function"')
    expect(stderr).toContain(`${fixture}:${line}:`)
  })
}

test("C3: a loop of process.nextTick ends the process, though it may pause outside of the code", () => {
  const { signal, stderr } = run("next-tick", "step")
  expect(signal).toBe("SIGKILL")
  expect(stderr).toContain("a run has not come to rest for 300 ms of real time")
})

test("C3: a run with a watchdog that comes to its end is left alone", () => {
  const { status, stdout, stderr } = run("none", "step")
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "came to its end\n", stderr: "" })
})

test("C3: an exploration has a watchdog by default", () => {
  const { signal, stderr } = run("while", "exploration")
  expect(signal).toBe("SIGKILL")
  expect(stderr).toContain(`${fixture}:6:`)
})
