import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { cli, cliWith, fixture } from "./command-line.ts"

const order = fixture("order.ts")
const many = fixture("many.ts")
const sdk = fileURLToPath(import.meta.resolve("@aws/durable-execution-sdk-js"))
const input = '{"id":"o-1"}'

const folder = temporaryFolder()

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface Printed {
  readonly status: string
  readonly result: unknown
  readonly error: { readonly ErrorType: string; readonly ErrorMessage: string } | null
  readonly durationMs: number
  readonly invocations: number
  readonly history: readonly unknown[]
}

async function json(...argv: string[]): Promise<Printed & { readonly code: number }> {
  const { code, out } = await cli("run", ...argv, "--json")
  return { ...(JSON.parse(out) as Printed), code }
}

describe("run sends what flags and files say", () => {
  test("an answer goes to the callback as it was typed, at its virtual time", async () => {
    const printed = await json(order, "--input", input, "--answer", 'approve={"by":"jo"}@5h')
    expect(printed).toMatchObject({
      code: 0,
      status: "SUCCEEDED",
      result: { receipt: { paid: "o-1" }, answer: '{"by":"jo"}' },
      error: null,
      invocations: 2,
    })
    expect(printed.durationMs).toBeGreaterThanOrEqual(5 * 3_600_000)
    expect(printed.history.length).toBeGreaterThan(5)
  })

  test.for([
    ["approve=yes", "yes"],
    ["approve=a=b", "a=b"],
    ["approve=jo@example.com", "jo@example.com"],
    ["approve=me@5h@1m", "me@5h"],
    ["/^appr/= spaced ", " spaced "],
  ] as const)("--answer %s sends %j", async ([flag, answer]) => {
    const printed = await json(order, "--input", input, "--answer", flag)
    expect(printed.result).toMatchObject({ answer })
  })

  test("--answer with a name alone sends no result", async () => {
    const { code, result } = await json(order, "--input", input, "--answer", "approve@5h")
    expect(code).toBe(0)
    expect(result).toEqual({ receipt: { paid: "o-1" } })
  })

  test("--fail sends a message or an error, and the execution fails with it", async () => {
    const plain = await json(order, "--input", input, "--fail", "approve=Refused")
    expect(plain).toMatchObject({ code: 1, status: "FAILED" })
    expect(plain.error?.ErrorMessage).toContain("Refused")
    const typed = '{"ErrorType":"NoBudget","ErrorMessage":"none left"}'
    const other = await json(order, "--input", input, "--fail", `approve=${typed}`)
    expect(other.error?.ErrorMessage).toContain("none left")
  })

  test("heartbeats and answers come in the order of the flags", async () => {
    const flags = ["--heartbeat", "approve=1h", "--answer", "approve=yes@3h"]
    const { code, out } = await cli("run", order, "--input", input, ...flags)
    expect(code).toBe(0)
    expect(out).toMatch(/approve +heartbeat[^]*approve +succeeded yes/u)
  })

  test("a scenario file has input, answers and the outcome that is expected", async () => {
    const scenario = fileOf(
      "s.yaml",
      "input: { id: o-2 }\ncallbacks: { approve: { fail: no } }\nexpect: { status: FAILED }\n",
    )
    expect(await json(order, "--scenario", scenario)).toMatchObject({ code: 0, status: "FAILED" })
    const other = fileOf(
      "other.yaml",
      "input: { id: o-2 }\ncallbacks: { approve: succeed }\nexpect: { result: 1 }\n",
    )
    const { code, out } = await cli("run", order, "--scenario", other)
    expect(code).toBe(1)
    expect(out).toContain('result is {"receipt":{"paid":"o-2"}}, and expected is 1.')
  })

  test("the input may be a file", async () => {
    const file = fileOf("e.json", '{"id":"o-3"}')
    const { result } = await json(order, "-i", file, "--answer", "approve")
    expect(result).toEqual({ receipt: { paid: "o-3" } })
  })

  test("stubs and functions stand in for what cannot run", async () => {
    const flags = ["--stub", "charge=r-1", "--function", "prices:live=42"]
    const printed = await json(`${many}#priced`, ...flags)
    expect(printed).toMatchObject({ code: 0, result: { price: 42, receipt: "r-1" } })
  })

  test("the steps of a history stand in by --stub-from", async () => {
    const flags = ["--stub", "charge=r-7", "--function", "prices:live=1"]
    const { out } = await cli("run", `${many}#priced`, ...flags, "--json")
    const history = fileOf("h.json", out)
    const from = ["--stub-from", history, "--function", "prices:live=2"]
    const printed = await json(`${many}#priced`, ...from)
    expect(printed).toMatchObject({ code: 0, result: { price: 2, receipt: "r-7" } })
  })

  test("a module that Node cannot load is loaded by jiti", async () => {
    fileOf(
      "kind.ts",
      'export enum Kind { Express = "express" }\nexport interface Order { id: string }\n',
    )
    const legacy = fileOf(
      "legacy.ts",
      `import { withDurableExecution, DurableContext } from ${JSON.stringify(sdk)}
import { Kind, Order } from "./kind"
export const handler = withDurableExecution(async (_event: Order, context: DurableContext) =>
  context.step("kind", async () => Kind.Express))
`,
    )
    expect(await json(legacy)).toMatchObject({ code: 0, result: "express" })
  })
})

describe("run tells people what has happened", () => {
  test("a pipe gets the timeline without colours, and a terminal with them unless NO_COLOR is set", async () => {
    const argv = ["run", order, "--input", input, "--answer", "approve=yes@5h"]
    const piped = await cli(...argv)
    expect(piped.err).toBe("")
    expect(piped.out).toContain("+5h        callback approve       succeeded yes")
    expect(piped.out).toContain("status  SUCCEEDED\nresult  ")
    expect(piped.out).not.toContain("\u001B[")
    expect((await cliWith({ isTTY: true }, ...argv)).out).toContain("\u001B[32mSUCCEEDED")
    const without = await cliWith({ isTTY: true, env: { NO_COLOR: "1" } }, ...argv)
    expect(without.out).not.toContain("\u001B[")
  })

  test("a name that does not exist ends with 1 and a suggestion", async () => {
    const { code, err, out } = await cli("run", order, "-i", input, "--answer", "aprove=yes")
    expect(code).toBe(1)
    expect(err).toContain('Did you mean "approve"?')
    expect(out).toContain("waitForCallback approve  started")
    const printed = await json(order, "-i", input, "--answer", "aprove=yes")
    expect(printed).toMatchObject({ code: 1, status: "RUNNING" })
    expect(printed.error?.ErrorMessage).toContain('Did you mean "approve"?')
  })

  test("a callback that nobody answers ends with 1 and the flags that would answer it", async () => {
    const { code, err } = await cli("run", order, "--input", input)
    expect(code).toBe(1)
    expect(err).toContain('callback "approve"')
    expect(err).toContain("On the command line: --answer name=text")
  })

  test("a handler that throws ends with 1 and its error", async () => {
    const { code, out } = await cli("run", `${many}#failing`)
    expect(code).toBe(1)
    expect(out).toContain("error   RangeError: too much")
  })

  test("a step that throws ends with 1, where it threw, and what the record leaves out", async () => {
    const failing = (thrown: string): string =>
      `import { withDurableExecution } from ${JSON.stringify(sdk)}
      const once = { retryStrategy: () => ({ shouldRetry: false }) }
      export const handler = withDurableExecution((event, context) =>
        context.step("charge", () => { throw ${thrown} }, once))`
    const refused =
      'new TypeError("\\u001B[31mfetch failed\\u001B[39m", { cause: new Error("connect ECONNREFUSED") })'
    const caused = await cli("run", fileOf("caused.mjs", failing(refused)))
    expect(caused.code).toBe(1)
    expect(caused.out).toMatch(
      /^error {3}StepError: fetch failed \(from step charge, where it was TypeError, thrown at \S+caused\.mjs:4:\d+, caused by Error: connect ECONNREFUSED\)$/mu,
    )
    const text = await cli("run", fileOf("text.mjs", failing('"no funds"')))
    expect(text.out).toContain(
      'error   StepError: Unknown error (from step charge, which threw "no funds", which is no Error)',
    )
  })

  test("what the code has logged is shown on request", async () => {
    const argv = ["run", order, "--input", input, "--answer", "approve"]
    expect((await cli(...argv)).out).not.toContain("order o-1")
    expect((await cli(...argv, "--logs")).out).toContain("order o-1")
  })
})

describe("a wrong command line ends with 2 and says what to write", () => {
  test.for([
    [["run", order, "--imput", "{}"], "Did you mean --input?"],
    [["rnu", order], "Did you mean run?"],
    [["run"], "missing required argument 'handler'"],
    [["run", "nowhere.ts"], "The file nowhere.ts does not exist."],
    [["run", `${order}#handlr`], 'Did you mean "handler"?'],
    [["run", many], `exports "priced", "small" and "failing". Say which is the handler`],
    [["run", fixture("nothing.ts")], "exports no function"],
    [["run", order, "--input", "{oops"], "is neither a file nor JSON"],
    [["run", order, "--answer", "=x"], "names no callback"],
    [["run", order, "--timeout", "approve=x"], "Write --timeout approve."],
    [
      ["run", order, "--stub", "charge"],
      `--stub charge has no value. Write --stub charge=null for null, or a value as in --stub charge='{"paid":true}'.`,
    ],
    [["run", order, "--stub", "ask jo"], "Write --stub 'ask jo=null' for null"],
    [["run", order, "--stub", "=1"], "--stub =1 has no name"],
    [["run", order, "--function", "prices:live"], "Write --function prices:live=null for null"],
    [["explore", "--stub", order], "Is it the handler? Write the handler before --stub."],
    [["run", order, "--answer", "/(/=x"], "the pattern /(/ is wrong"],
    [["run", order, "--scenario", "none.yaml"], "there is no such file"],
    [["run", order, "--stub-from", "none.json"], "The file none.json does not exist."],
    [["run", order, "--stub-from", order], "is not JSON"],
  ] as const)("%j", async ([argv, message]) => {
    const { code, out, err } = await cli(...argv)
    expect(code).toBe(2)
    expect(out).toBe("")
    expect(err).toContain(message)
  })

  test("help and version end with 0", async () => {
    expect(await cli("--version")).toEqual({ code: 0, out: "1.2.3\n", err: "" })
    const { code, out } = await cli("run", "--help")
    expect(code).toBe(0)
    expect(out).toContain("Examples:\n  $ npx durable-test-runner run")
    expect((await cli("--help")).out).not.toMatch(/\bpull\b/u)
  })
})
