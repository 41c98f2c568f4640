import { execFileSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { DurableTestRunner } from "durable-test-runner"
import { durableTest, durableTestFor } from "durable-test-runner/vitest"
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest"
import { order } from "./orders.ts"

const seeds: string[] = []

describe("durableTest gives each test", { shuffle: false }, () => {
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

  durableTestFor<(input: { id: string }) => string, { approve: string }>({
    callbacks: ["approve"],
  })("a typed runner, if it was made for a handler", async ({ runner }) => {
    runner.completeCallback("approve", "yes")
    const { result } = await runner.run(order, { id: "o-1" })
    expectTypeOf(result).toEqualTypeOf<string | undefined>()
    // @ts-expect-error -- There is no callback of this name.
    expect(() => runner.completeCallback("aprove", "yes")).toThrow("other callbacks")
    // @ts-expect-error -- The value of this callback is a text.
    expect(() => runner.completeCallback("approve", 5)).not.toThrow()
    await runner.run(order, { id: "o-2" })
  })

  durableTest.extend({ runnerOptions: { functionName: "orders" } })(
    "options of its runner",
    async ({ runner }) => {
      runner.completeCallback("approve", "yes")
      expect(await runner.run(order, { id: "o-1" })).toMatchObject({ functionName: "orders" })
    },
  )
})

describe("durableTest closes what its runner has opened", { shuffle: false }, () => {
  const urls: string[] = []

  durableTest("after the test", async ({ runner }) => {
    urls.push((await runner.listen()).url)
    expect((await fetch(urls[0] ?? "")).status).toBe(404)
  })

  test("so that nothing is left of it", async () => {
    await expect(fetch(urls[0] ?? "")).rejects.toThrow("fetch failed")
  })
})

const root = fileURLToPath(new URL("../..", import.meta.url))
const folder = join(root, "node_modules/.cache/fixture-tests")

const FAILING = `
import { order } from "${root}test/matchers/orders.ts"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { explore } from "durable-test-runner"
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

durableTest.extend({ report: "off" })("fails without a report", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  await runner.run(order, { id: "o-1" })
  throw new Error("no report")
})

durableTest.extend({ reportFolder: "failing.test.ts/inside" })("fails with no place", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  await runner.run(order, { id: "o-1" })
  throw new Error("no place")
})

durableTest("fails before it runs anything", ({ runner }) => {
  throw new Error("nothing ran")
})

durableTest("fails, in <b>another</b> way: ünïcode/../x", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  await runner.run(order, { id: "o-1" })
  await runner.start(order, { id: "o-2" })
  throw new Error("two runs")
})

const searched = () => {
  const charges = []
  const double = withDurableExecution(async (event, context) => {
    await context.step("charge", async () => void charges.push(event.id))
    await context.wait("cool-off", { hours: 1 })
  })
  return explore(double, {
    name: "double",
    input: { id: "o-1" },
    failures: false,
    progress: false,
    budgetMs: 60_000,
    prepare: () => void charges.splice(0),
    observe: () => charges.length,
  })
}

durableTest("finds a bug by a matcher", async () => {
  expect(await searched()).toBeCrashSafe()
})

durableTest("finds a bug by assertPassed", async () => {
  const verdict = await searched()
  verdict.assertPassed()
})

durableTest.concurrent("finds a bug beside another test", async ({ runner, expect }) => {
  expect(await searched()).toPass()
})

durableTest.concurrent("fails beside an exploration", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  await runner.run(order, { id: "o-1" })
  await searched()
  throw new Error("its own")
})

durableTest("fails after a replay check", async ({ runner }) => {
  runner.completeCallback("approve", "no")
  await runner.checkReplay(order, { id: "o-1" })
  throw new Error("replayed")
})

durableTest.extend({ report: "sometimes" })("fails by its option", ({ runner }) => {})

durableTest.extend({ report: "always", reportFolder: "all/reports" })("passes with a report", async ({ runner }) => {
  runner.completeCallback("approve", "yes")
  expect(await runner.run(order, { id: "o-1" })).toHaveSucceeded()
})

durableTest.extend({ runnerOptions: { allowUnusedScripts: true } })("may leave one", ({ runner }) => {
  runner.completeCallback("refund", "yes")
})
`

/** Writes down what each test has attached, as a reporter sees it. */
const REPORTER = `
import { writeFileSync } from "node:fs"

const artifacts = []

export default class {
  onTestCaseArtifactRecord(testCase, { type, attachments }) {
    artifacts.push({ title: testCase.name, type, attachments })
  }
  onTestRunEnd() {
    writeFileSync("artifacts.json", JSON.stringify(artifacts))
  }
}
`

interface Artifact {
  readonly title: string
  readonly type: string
  readonly attachments: readonly {
    readonly contentType: string
    readonly path?: string
    readonly originalPath?: string
    readonly body?: string
  }[]
}

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
    writeFileSync(join(folder, "reporter.mjs"), REPORTER)
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
      "--reporter=./reporter.mjs",
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

  test("Its page and its timelines are attached to it as an artifact", () => {
    const artifacts = JSON.parse(
      readFileSync(join(folder, "artifacts.json"), "utf8"),
    ) as readonly Artifact[]
    const kindsOf = (title: string): readonly string[] =>
      artifacts
        .filter((artifact) => artifact.title === title)
        .flatMap(({ attachments }) => attachments.map(({ contentType }) => contentType))
    expect(new Set(artifacts.map(({ type }) => type))).toEqual(
      new Set(["durable-test-runner:runs"]),
    )
    expect(kindsOf("fails")).toEqual(["text/html", "text/plain"])
    expect(kindsOf("leaves a script")).toEqual(["text/html", "text/plain"])
    expect(kindsOf("fails without a report")).toEqual(["text/plain"])
    expect(kindsOf("fails with no place")).toEqual(["text/plain"])
    expect(kindsOf("finds a bug by assertPassed")).toEqual(["text/html"])
    for (const title of ["fails before it runs anything", "passes", "passes with a report"]) {
      expect(kindsOf(title)).toEqual([])
    }
    const attached = artifacts.find(({ title }) => title === "fails")?.attachments ?? []
    expect(readFileSync(attached[0]?.path ?? "", "utf8")).toContain("<title>fails")
    expect(attached[1]?.body).toContain("durable-function: SUCCEEDED after 3h")
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
      "passes with a report",
      "may leave one",
    ])
  })

  const messageOf = (title: string): string => {
    const [, after = ""] = output.split(`FAIL  failing.test.ts > ${title}\n`)
    return after.split("FAIL  failing.test.ts")[0] ?? ""
  }

  test("Its error ends with the path of the report, which is a page of what it has run", () => {
    const [, path = ""] = /\n\nReport: (\.durable\S+)/u.exec(messageOf("fails")) ?? []
    expect(path).toMatch(/^\.durable\/reports\/fails-[0-9a-f]{8}\.html$/u)
    const page = readFileSync(join(folder, path), "utf8")
    expect(page).toMatch(/^<!doctype html>.*<title>fails<\/title>/su)
    expect(page.match(/<section class="execution"/gu)).toHaveLength(1)
  })

  test("The report of a test that has made several runs has all of them, under its name", () => {
    const [, path = ""] =
      /Report: (\S+)/u.exec(messageOf("fails, in <b>another</b> way: ünïcode/../x")) ?? []
    expect(path).toMatch(
      /^\.durable\/reports\/fails-in-b-another-b-way-unicode-x-[0-9a-f]{8}\.html$/u,
    )
    const page = readFileSync(join(folder, path), "utf8")
    expect(page.match(/<section class="execution"/gu)).toHaveLength(2)
  })

  const pageOf = (title: string): string => {
    const [, path = ""] = /\n\n? *Report: (\.durable\S+)/u.exec(messageOf(title)) ?? []
    expect(path, messageOf(title)).not.toBe("")
    return readFileSync(join(folder, path), "utf8")
  }

  test.each(["finds a bug by a matcher", "finds a bug by assertPassed"])(
    "The report of a test whose exploration has failed shows the counterexample: %s",
    (title) => {
      expect(pageOf(title).match(/<section class="verdict"/gu)).toHaveLength(1)
      expect(pageOf(title)).toContain("crash-refinement")
    },
  )

  test("A concurrent test reports the exploration that it has failed by, and no other", () => {
    const found = pageOf("finds a bug beside another test")
    expect(found.match(/<section class="verdict"/gu)?.length).toBeGreaterThan(0)
    const own = pageOf("fails beside an exploration")
    expect(own).not.toContain('<section class="verdict"')
    expect(own.match(/<section class="execution"/gu)).toHaveLength(1)
  })

  test("The report of a replay check shows the run that it has checked", () => {
    expect(pageOf("fails after a replay check")).toContain('<section class="execution"')
    expect(messageOf("fails after a replay check")).toContain("What happened:")
  })

  test("A report is written for each test, or for none, as the fixture says", () => {
    expect(messageOf("fails without a report")).toContain("What happened:")
    expect(messageOf("fails without a report")).not.toContain("Report:")
    expect(messageOf("fails before it runs anything")).not.toContain("Report:")
    expect(readdirSync(join(folder, "all/reports"))).toEqual([
      expect.stringMatching(/^passes-with-a-report-[0-9a-f]{8}\.html$/u),
    ])
    const written = readdirSync(join(folder, ".durable/reports"))
    expect(written.some((name) => name.startsWith("passes"))).toBe(false)
  })

  test("Where no report can be written the error says so, beside what went wrong", () => {
    const message = messageOf("fails with no place")
    expect(message).toContain("no place")
    expect(message).toMatch(
      /The report failing\.test\.ts\/inside\/\S+ could not be written: (?:ENOTDIR|EEXIST|ENOENT)/u,
    )
  })

  test("An unknown mode of reports is refused with those there are", () => {
    expect(messageOf("fails by its option")).toContain(
      'report is "sometimes". Pass one of "on-failure", "always", "off".',
    )
  })
})
