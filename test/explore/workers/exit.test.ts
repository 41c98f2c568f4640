import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

test("threads that nobody closes do not keep the process alive", { timeout: 60_000 }, () => {
  const script = fileURLToPath(new URL("./fixtures/leaves-threads-open.ts", import.meta.url))
  const output = execFileSync(
    process.execPath,
    ["--conditions=durable-test-runner-source", "--no-warnings", script],
    { encoding: "utf8", timeout: 50_000 },
  )
  expect(output).toBe("ended ended ended\n")
})
