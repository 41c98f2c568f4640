import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { fixture } from "./command-line.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))
const endless = fixture("endless.ts")
/** Much later than the watchdog, and before the test's own limit. */
const KILLED_MS = 40_000

const folder = temporaryFolder()

interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly wasKilled: boolean
  readonly stderr: string
}

async function endOf(...argv: string[]): Promise<Ended> {
  const args = ["--conditions=durable-test-runner-source", "--no-warnings", bin, ...argv]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { timeout: KILLED_MS }, (error, _, stderr) =>
      resolve({ signal: error?.signal ?? null, wasKilled: child.killed, stderr }),
    )
    child.stdin?.end()
  })
}

/** The handler as it was when its step could not spin. */
async function recordedBefore(): Promise<string> {
  const before = withDurableExecution(async (_event: unknown, context) => {
    await context.wait("pause", { hours: 1 })
    return context.step("spin", async () => "done")
  })
  const { history } = await new DurableTestRunner().run(before)
  const path = join(folder, "history.json")
  writeFileSync(path, JSON.stringify(history))
  return path
}

test("Each command that runs a handler ends at a loop that never yields, and names its line (C3)", async () => {
  const history = await recordedBefore()
  const output = join(folder, "endless.test.ts")
  const spinning = join(folder, "spinning.mjs")
  const sdk = import.meta.resolve("@aws/durable-execution-sdk-js")
  writeFileSync(
    spinning,
    `import { withDurableExecution } from ${JSON.stringify(sdk)}
export const handler = withDurableExecution(async (_event, context) => {
  await context.wait("pause", { hours: 1 })
  for (;;) {}
})
`,
  )
  const ends = await Promise.all([
    endOf("run", endless),
    endOf("explore", endless),
    endOf("init", endless, "--output", output),
    endOf("replay", history, "--handler", spinning),
  ])
  for (const { signal, wasKilled, stderr } of ends) {
    expect(stderr).toContain("has not yielded to the event loop for 3000 ms")
    expect(stderr).toMatch(/ {2}at .*(?:endless\.ts|spinning\.mjs):\d+/u)
    expect({ signal, wasKilled }).toEqual({ signal: "SIGKILL", wasKilled: false })
  }
})
