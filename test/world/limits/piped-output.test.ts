import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const fixture = fileURLToPath(new URL("fixtures/piped.ts", import.meta.url))

for (const how of ["nothing", "stdout", "stderr", "both"]) {
  test(`output of a step that goes to a pipe (${how}) is no I/O of the run (C1)`, () => {
    const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
    const options = ["--conditions=durable-test-runner-source", "--no-warnings", fixture, how]
    const { stdout } = spawnSync(process.execPath, options, { env, encoding: "utf8" })
    const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as {
      result: string
      tookMs: number
    }
    expect(last.result).toBe(how)
    // Far from the 20 seconds that real I/O may take here.
    expect(last.tookMs).toBeLessThan(10_000)
  })
}
