import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, test } from "vitest"

const execute = promisify(execFile)

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const node22 = pathOf("../../../scripts/node22/node_modules/.bin/node")
const node24 = pathOf("../../../node_modules/.bin/node")

/** `npm run node22:install` brings it; the CI script does. */
const canCompare = existsSync(node22) && existsSync(node24)

async function histories(node: string): Promise<string> {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
  const script = pathOf("fixtures/print-histories.ts")
  const options = [
    "--conditions=durable-test-runner-source",
    "--experimental-strip-types",
    "--no-warnings",
  ]
  const { stdout } = await execute(node, [...options, script], { env, maxBuffer: 2 ** 26 })
  return stdout
}

test.skipIf(!canCompare)(
  "the same seed gives the same histories and fingerprints on Node 22 and 24",
  { timeout: 60_000 },
  async () => {
    const [old, current] = await Promise.all([histories(node22), histories(node24)])
    expect(current.match(/"ExecutionSucceeded"|"ExecutionFailed"/gu)?.length).toBeGreaterThan(25)
    expect(old).toBe(current)
  },
)
