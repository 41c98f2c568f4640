import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { toLiteral } from "../../src/cli/commands/literal.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { cli, fixture, handlerModule } from "./command-line.ts"

/* Inside of the checkout, where the tests that init writes find the package. */
let folder: string
/** For files that the tests of `folder` are not to find. */
let elsewhere: string
const temporary = temporaryFolder()
beforeAll(() => {
  folder = mkdtempSync(fileURLToPath(new URL("./written-", import.meta.url)))
  elsewhere = mkdtempSync(fileURLToPath(new URL("./refused-", import.meta.url)))
  for (const name of ["order.ts", "many.ts", "draws.ts"]) {
    copyFileSync(fixture(name), join(folder, name))
  }
  writeFileSync(join(folder, "asks.ts"), ASKS)
  writeFileSync(join(folder, "ships.ts"), SHIPS)
})
afterAll(() => {
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true })
})

const ASKS = `
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { withDurableExecution as again } from "@aws/durable-execution-sdk-js"

/** Parses its answers, one of which belongs to a callback without a name. */
export const ask = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [unnamed] = await context.createCallback()
  const first = JSON.parse(await context.waitForCallback("approve", async () => {}))
  const second = JSON.parse(await context.waitForCallback("approve", async () => {}))
  await unnamed
  return { ids: [again === withDurableExecution, Math.random() < 2], first, second }
})
`

const SHIPS = `
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"

/** Parses its answer, and then fails because the function that it invokes returns nothing here. */
export const ship = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  JSON.parse(await context.waitForCallback("approve", async () => {}))
  const parcel: { id: string } = await context.invoke("shipping", "shipping:live", {})
  return parcel.id
})
`

async function init(target: string, ...flags: string[]): Promise<string> {
  const { code, err } = await cli("init", join(folder, target), ...flags)
  expect({ code, err }).toEqual({ code: 0, err: "" })
  const [file = ""] = target.split("#")
  return readFileSync(join(folder, file.replace(".ts", ".test.ts")), "utf8")
}

// The last of them runs what the others have written.
describe("init writes a test of a handler", { shuffle: false }, () => {
  test("with its callbacks, functions, steps that could not run, and the result that it saw", async () => {
    expect(await init("order.ts", "--input", '{"id":"o-1"}')).toMatchInlineSnapshot(`
      "import { handler } from "./order.ts"
      import { durableTest } from "durable-test-runner/vitest"
      import { expect } from "vitest"

      durableTest("order succeeds", async ({ runner }) => {
        // What external systems answer. Pass a value: a text is sent as it is, anything else as JSON.
        runner.completeCallback("approve")

        const execution = await runner.run(handler, { id: "o-1" })

        expect(execution).toHaveSucceededWith({ receipt: { paid: "o-1" } })
      })
      "
    `)
    expect(await init("many.ts#priced")).toMatchInlineSnapshot(`
      "import { priced } from "./many.ts"
      import { durableTest } from "durable-test-runner/vitest"
      import { expect } from "vitest"

      durableTest("priced succeeds", async ({ runner }) => {
        // Functions that the handler invokes: let each return what the real one does.
        runner.mockFunction("prices", () => null, { aliases: ["live"] })

        // The body of this step could not run here: Error: no credentials
        runner.mockStep("charge", () => null)

        const execution = await runner.run(priced)

        expect(execution).toHaveSucceededWith({ price: null, receipt: null })
      })
      "
    `)
  })

  test("handlers that parse an answer get one, and callbacks without a name a responder", async () => {
    const text = await init("asks.ts")
    expect(text.match(/runner.completeCallback\("approve", "\{\}"\)/gu)).toHaveLength(2)
    expect(text).toContain("({ name }) => name === undefined,")
    expect(text).toContain("first: {}, second: {} })")
  })

  test("a handler that fails is shown with the answers with which it comes furthest", async () => {
    // What the handler could not do there is told beside the test.
    await cli("init", join(folder, "ships.ts"))
    const text = readFileSync(join(folder, "ships.test.ts"), "utf8")
    expect(text).toContain('runner.completeCallback("approve", "{}")')
    expect(text).toContain('runner.mockFunction("shipping"')
    expect(text).toContain('toHaveFailedWith({ ErrorType: "TypeError" })')
  })

  test("a result that depends on chance is left to the reader", async () => {
    const text = await init("draws.ts")
    expect(text).toContain('import handler from "./draws.ts"')
    expect(text).toContain("// Its result differs from run to run: say what of it matters.")
  })

  test("--json prints what it has written about", async () => {
    const output = join(folder, "as-json.test.ts")
    const { out } = await cli("init", join(folder, "many.ts#priced"), "-o", output, "--json")
    expect(JSON.parse(out)).toEqual({
      file: expect.stringMatching(/as-json\.test\.ts$/u),
      framework: "vitest",
      callbacks: [],
      functions: ["prices:live"],
      stubs: [{ name: "charge", message: "Error: no credentials" }],
      status: "SUCCEEDED",
    })
  })

  test("a handler that fails has a test that says so", async () => {
    const output = join(folder, "failing.test.ts")
    const { code } = await cli("init", `${join(folder, "many.ts")}#failing`, "-o", output)
    expect(code).toBe(0)
    expect(readFileSync(output, "utf8")).toContain(
      'expect(execution).toHaveFailedWith({ ErrorType: "RangeError" })',
    )
  })

  test("the tests that were written pass as they are, and fail with a diff where an answer is changed", () => {
    const order = join(folder, "order.test.ts")
    writeFileSync(
      join(folder, "changed.test.ts"),
      readFileSync(order, "utf8").replace('completeCallback("approve"', '$&, "no"'),
    )
    const results = join(folder, "results.json")
    const flags = [`--outputFile=${results}`, "--reporter=json", "--maxWorkers=1"]
    spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", folder, ...flags], {
      env: { ...process.env, NO_COLOR: "1", VITEST: undefined },
    })
    const { testResults } = JSON.parse(readFileSync(results, "utf8")) as {
      readonly testResults: readonly {
        readonly name: string
        readonly status: string
        readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
      }[]
    }
    const failed = testResults.filter(({ status }) => status !== "passed")
    expect(testResults).toHaveLength(8)
    expect(failed.map(({ name }) => name)).toEqual([join(folder, "changed.test.ts")])
    const [message] = failed[0]!.assertionResults[0]!.failureMessages
    expect(message).toContain('"answer": "no"')
    expect(message).toContain("waitForCallback approve")
  })

  test("for jest it imports the entry of jest, and elsewhere the handler by its way there", async () => {
    const output = join(folder, "..", "written.test.ts")
    const flags = ["--framework", "jest", "-i", '{"id":"o"}', "-o", output]
    const { out } = await cli("init", join(folder, "order.ts"), ...flags)
    const text = readFileSync(output, "utf8")
    rmSync(output)
    expect(out).toContain(
      "Wrote test/cli/written.test.ts: 1 callback; the execution ends SUCCEEDED.",
    )
    expect(text).toContain('from "durable-test-runner/jest"')
    expect(text).toContain('import { expect } from "@jest/globals"')
    expect(text).toMatch(/import \{ handler \} from "\.\/written-\w+\/order\.ts"/u)
  })
})

describe("the framework of a test that init writes", () => {
  test("is that of the package.json", async () => {
    const project = join(elsewhere, "project")
    const handler = join(project, "src", "draws.ts")
    mkdirSync(join(project, "src"), { recursive: true })
    copyFileSync(fixture("draws.ts"), handler)
    for (const [manifest, framework] of [
      [{ devDependencies: { jest: "30" } }, "jest"],
      [{ dependencies: { "@jest/globals": "30" } }, "jest"],
      [{ devDependencies: { jest: "30", vitest: "5" } }, "vitest"],
      [{ dependencies: null }, "vitest"],
    ] as const) {
      writeFileSync(join(project, "package.json"), JSON.stringify(manifest))
      const { code, out } = await cli("init", handler, "--force")
      expect(code).toBe(0)
      const run = framework === "vitest" ? "vitest run" : "jest"
      expect(out).toMatch(new RegExp(`\\nRun it: npx ${run} .*draws\\.test\\.ts\\n$`, "u"))
    }
  })

  test("is named where it is not installed", async () => {
    const outside = join(temporary, "outside.mjs")
    writeFileSync(
      outside,
      handlerModule(`export const handler = withDurableExecution(async () => 1)`),
    )
    const { code, err } = await cli("init", outside, "--framework", "jest")
    expect({ code, err }).toEqual({
      code: 0,
      err: "hint  jest is not installed here: npm install --save-dev jest\n",
    })
  })
})

describe("init refuses", () => {
  test("to write over a file without --force", async () => {
    copyFileSync(fixture("draws.ts"), join(elsewhere, "draws.ts"))
    const draws = ["init", join(elsewhere, "draws.ts")]
    expect((await cli(...draws)).code).toBe(0)
    const { code, err } = await cli(...draws)
    expect(code).toBe(2)
    expect(err).toContain(
      "draws.test.ts exists already. Pass --force to overwrite it, or --output for another file.",
    )
    expect((await cli(...draws, "--force")).code).toBe(0)
  })

  test("another framework, a folder that is not there, and a handler that is none", async () => {
    expect((await cli("init", fixture("order.ts"), "--framework", "mocha")).code).toBe(2)
    const nowhere = join(folder, "nowhere", "a.test.ts")
    const { code, err } = await cli("init", fixture("draws.ts"), "-o", nowhere)
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("ENOENT") })
    writeFileSync(join(elsewhere, "plain.ts"), "export const handler = async () => 1\n")
    const plain = await cli("init", join(elsewhere, "plain.ts"))
    expect(plain.code).toBe(1)
  })
})

test.for([
  [{ id: "o-1", "a-b": [1, null] }, '{ id: "o-1", "a-b": [1, null] }'],
  ["two\nlines", '"two\\nlines"'],
  [{}, "{}"],
  [JSON.parse('{"__proto__":1}'), '{ ["__proto__"]: 1 }'],
  [
    { a: "x".repeat(50), b: ["y".repeat(50)] },
    `{\n  a: "${"x".repeat(50)}",\n  b: ["${"y".repeat(50)}"],\n}`,
  ],
] as const)("the literal of %j is %s", ([value, literal]) => {
  expect(toLiteral(value)).toBe(literal)
})
