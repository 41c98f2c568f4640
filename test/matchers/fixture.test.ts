import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { DurableTestRunner } from "durable-test-runner"
import { durableTest } from "durable-test-runner/vitest"
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest"
import { order } from "./orders.ts"

const seeds: string[] = []

describe("durableTest gives each test", () => {
  durableTest("a runner of its own", async ({ runner }) => {
    expectTypeOf(runner).toEqualTypeOf<DurableTestRunner>()
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(order, { id: "o-1" })
    expect(execution).toHaveSucceeded()
    seeds.push(execution.arn)
  })

  durableTest("a seed that follows from its full name", async ({ runner }) => {
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(order, { id: "o-1" })
    expect(seeds).toHaveLength(1)
    expect(seeds).not.toContain(execution.arn)
    expect(execution.arn).toMatchInlineSnapshot(
      `"arn:aws:lambda:us-east-1:123456789012:function:durable-function:$LATEST/durable-execution/7083a997-0f2b-462e-836b-99db110e369d/9976e35a-b095-32e8-ad7d-e86a8042c900"`,
    )
  })

  durableTest.extend({ runnerOptions: { functionName: "orders" } })(
    "options of its runner",
    async ({ runner }) => {
      runner.completeCallback("approve", "yes")
      expect(await runner.run(order, { id: "o-1" })).toMatchObject({ functionName: "orders" })
    },
  )
})

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = join(root, "node_modules/.cache/fixture-tests")

const FAILING = `
import { order } from "${root}test/matchers/orders.ts"
import { durableTest } from "durable-test-runner/vitest"
import { expect } from "vitest"

durableTest("fails", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  const execution = await runner.run(order, { id: "o-1" })
  expect(execution.result).toBe("yes")
})

durableTest("fails by a matcher", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  expect(await runner.run(order, { id: "o-1" })).not.toHaveSucceeded()
})

durableTest("leaves a script", async ({ runner }) => {
  runner.completeCallback("approve", "yes")
  await runner.run(order, { id: "o-1" })
  runner.completeCallback("refund", "yes")
})

durableTest("passes", async ({ runner }) => {
  runner.completeCallback("approve", "yes")
  expect(await runner.run(order, { id: "o-1" })).toHaveSucceeded()
})

durableTest.extend({ runnerOptions: { allowUnusedScripts: true } })("may leave one", ({ runner }) => {
  runner.completeCallback("refund", "yes")
})
`

interface Assertion {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

describe("what becomes of a test that fails", () => {
  let output = ""
  let report: readonly Assertion[] = []

  beforeAll(() => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "failing.test.ts"), FAILING)
    writeFileSync(
      join(folder, "vitest.config.ts"),
      'export default { resolve: { conditions: ["durable-test-runner-source"] }, ssr: { resolve: { conditions: ["durable-test-runner-source"] } }, test: { include: ["*.test.ts"], server: { deps: { inline: [/durable-test-runner/] } } } }',
    )
    const args = [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--root",
      folder,
      "--reporter=verbose",
      "--reporter=json",
      "--outputFile.json=report.json",
    ]
    try {
      output = execFileSync(process.execPath, args, {
        cwd: folder,
        encoding: "utf8",
        stdio: "pipe",
        env: { ...process.env, NO_COLOR: "1" },
      })
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string }
      output = `${stdout}${stderr}`
    }
    const file = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as {
      testResults: { assertionResults: Assertion[] }[]
    }
    report = file.testResults.flatMap(({ assertionResults }) => assertionResults)
  }, 60_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test("Its error ends with the timelines of what it has run, with logs", () => {
    expect(report.find(({ title }) => title === "fails")?.status).toBe("failed")
    const text = output.slice(
      output.indexOf("Failed Tests"),
      output.indexOf("FAIL  failing.test.ts > fails by"),
    )
    expect(text).toContain("What happened:\ndurable-function: SUCCEEDED after 3h")
    expect(text).toContain('execution succeeded           {"id":"o-1","answer":"no"}')
    expect(text.match(/What happened/g)).toHaveLength(1)
  })

  test("A matcher that has shown the timeline does not show it twice", () => {
    const start = output.indexOf("FAIL  failing.test.ts > fails by a matcher")
    const text = output.slice(start, output.indexOf("FAIL  failing.test.ts > leaves"))
    expect(text.match(/What happened/g)).toHaveLength(1)
  })

  test("Scripts that no run has used fail it, unless the runner allows them", () => {
    const left = report.find(({ title }) => title === "leaves a script")
    expect(left?.status).toBe("failed")
    expect(left?.failureMessages.join("\n")).toContain(
      'The test has ended with a script that no run has used:\n  completeCallback("refund")',
    )
    expect(report.filter(({ status }) => status === "passed").map(({ title }) => title)).toEqual([
      "passes",
      "may leave one",
    ])
  })
})
