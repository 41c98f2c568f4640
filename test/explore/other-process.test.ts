import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, test } from "vitest"

const execute = promisify(execFile)

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The test runs on one of them; `npm run node22:install` brings the other, and the CI script does. */
const NODES: Readonly<Record<"22" | "24", string>> = {
  "22": pathOf("../../scripts/node22/node_modules/.bin/node"),
  "24": pathOf("../../node_modules/.bin/node"),
}
const hasNode22 = existsSync(NODES["22"]) && existsSync(NODES["24"])

interface Found {
  readonly schedule: string
}

/** What a script of `fixtures/` prints in a process of its own. */
async function printed<T>(node: string, script: string, ...args: string[]): Promise<T> {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env
  const options = [
    "--conditions=durable-test-runner-source",
    "--experimental-strip-types",
    "--no-warnings",
  ]
  const { stdout } = await execute(node, [...options, pathOf(`fixtures/${script}`), ...args], {
    env,
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(stdout) as T
}

const find = (node: string): Promise<Found> => printed(node, "find-failure.ts")
const replay = (node: string, schedule: string): Promise<unknown> =>
  printed(node, "replay-failure.ts", schedule)

test("a schedule that one process prints, another one replays", async () => {
  const found = await find(process.execPath)
  expect(found).toMatchInlineSnapshot(`
    {
      "schedule": "d2.es-m0.1-5~1058czm.07q",
      "schedules": 6,
      "violation": {
        "invariant": "replay-determinism",
        "message": "operation 4 was recorded with name "book ups", and the replay asks for name "book dhl"",
        "operation": "4",
        "signature": "replay-determinism 4",
      },
    }
  `)
  const replayed = await replay(process.execPath, found.schedule)
  expect(replayed).toMatchObject({
    status: "FAILED",
    error: { ErrorType: "NonDeterministicExecutionError" },
    approved: ["ups"],
  })
  expect(await replay(process.execPath, found.schedule)).toEqual(replayed)
})

test.skipIf(!hasNode22)(
  "Node 22 and 24 find the same, and replay each other's schedules",
  async () => {
    const [old, current] = await Promise.all([find(NODES["22"]), find(NODES["24"])])
    expect(old).toEqual(current)
    const [byOld, byCurrent] = await Promise.all([
      replay(NODES["22"], current.schedule),
      replay(NODES["24"], old.schedule),
    ])
    expect(byOld).toEqual(byCurrent)
    expect(byOld).toMatchObject({ status: "FAILED" })
  },
)
