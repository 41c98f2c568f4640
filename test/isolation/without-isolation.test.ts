import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const fixture = fileURLToPath(new URL("fixtures/no-isolation", import.meta.url))
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url))

/** Runs the test files of the fixture one after the other in one process that shares their modules. */
function run(): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, "run", "--root", fixture],
    {
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    },
  )
  return { status, output: stdout + stderr }
}

test("doubles, time and seed work with vitest's --no-isolate and the package in setupFiles (G5)", () => {
  const { status, output } = run()
  expect(output).toContain("3 passed")
  expect(status).toBe(0)
}, 60_000)
