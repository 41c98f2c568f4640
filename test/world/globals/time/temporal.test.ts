import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, test } from "vitest"

test("Temporal.Now reads the virtual clock, where Node has it", async () => {
  const script = fileURLToPath(new URL("fixtures/print-temporal.ts", import.meta.url))
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--harmony-temporal", "--conditions=durable-test-runner-source", "--no-warnings", script],
    { env },
  )
  expect(JSON.parse(stdout)).toEqual([
    "2031-05-06T07:08:09Z",
    "2031-05-06",
    "07:08:09",
    "2031-05-06T07:08:09+00:00[UTC]",
  ])
})
