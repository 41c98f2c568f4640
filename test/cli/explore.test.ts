import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { cli, fixture, handlerModule } from "./command-line.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const order = fixture("order.ts")
const draws = fixture("draws.ts")
const priced = `${fixture("many.ts")}#priced`
const few = ["--max-schedules", "30"]

const folder = temporaryFolder()

/** The command that a verdict names, as a shell splits it. */
function commandOf(out: string): readonly string[] {
  const [, again = ""] =
    /Run this (?:schedule|search) again:\n {2}npx durable-test-runner (.*)\n/u.exec(out) ?? []
  return again.split(" ")
}

interface Printed {
  readonly passed: boolean
  readonly message: string
  readonly assumptions: readonly string[]
  readonly failure: { readonly schedule: string } | null
  readonly again: string | null
}

describe("explore works with nothing but a handler", () => {
  test("callbacks of a handler that parses the answer are answered with an object", async () => {
    const parses = join(folder, "parses.mjs")
    writeFileSync(
      parses,
      handlerModule(`export const handler = withDurableExecution(async (_event, context) => {
  const { by = "nobody" } = JSON.parse(await context.waitForCallback("approve", async () => {}))
  return by
})`),
    )
    const { code, out } = await cli("explore", parses, "--input", "{}", ...few)
    expect(out).toContain("answered     callback approve with {}. Pass --answer approve=text")
    expect(out).toContain('outcome      SUCCEEDED "nobody"')
    expect(code).toBe(0)
  })

  test("callbacks are answered with no result, and the verdict says so", async () => {
    const { code, out } = await cli("explore", order, "--input", '{"id":"o-1"}', ...few)
    expect(code).toBe(0)
    expect(out).toContain("no violation")
    expect(out).toContain("answered     callback approve with no result.")
  })

  test("a bug ends with 1, a counterexample and the command that shows it again", async () => {
    const { code, out } = await cli("explore", draws, ...few)
    expect(code).toBe(1)
    expect(out).toContain("replay-determinism is violated")
    const repeated = await cli(...commandOf(out))
    expect(repeated.code).toBe(1)
    expect(repeated.out).toContain("replay-determinism is violated")
    expect(process.env["DURABLE_SCHEDULE"]).toBeUndefined()
  })

  test.each([
    ["forgets", "crash-refinement"],
    ["draws", "replay-determinism"],
    ["expires", "replay-determinism"],
  ])(
    "the planted bug of %s ends with 1, a counterexample and how to replay it",
    async (name, invariant) => {
      const { code, out } = await cli("explore", `${fixture("planted.ts")}#${name}`, ...few)
      expect(code).toBe(1)
      expect(out).toContain(`${name}: ${invariant} is violated`)
      expect(out).toMatch(/^ {2}1 {2}\+0s {2,}service {2,}invokes durable-function$/mu)
      expect(out).toMatch(/--schedule d2\..*\n$/u)
      expect(out).not.toMatch(/await runner|DURABLE_SCHEDULE/u)
      const repeated = await cli(...commandOf(out))
      expect(repeated.code).toBe(1)
      expect(repeated.out).toContain(`${name}: ${invariant} is violated`)
    },
  )

  test("that no run succeeds is shown again by the whole search", async () => {
    const failing = `${fixture("many.ts")}#failing`
    const { code, out } = await cli("explore", failing, ...few)
    expect(code).toBe(1)
    expect(out).toContain("failing: success is violated")
    expect(out).toContain("Run this search again:")
    const again = commandOf(out)
    expect(again).not.toContain("--schedule")
    expect((await cli(...again)).code).toBe(1)
  })

  test("a bug that shows at another time or with another seed has a command too", async () => {
    const drawsByDay = `${fixture("planted.ts")}#drawsByDay`
    const { code, out } = await cli("explore", drawsByDay, ...few)
    expect({ code, out }).toMatchObject({ code: 1 })
    expect(out).toContain("only with const runner = new DurableTestRunner({ startTime:")
    const again = commandOf(out)
    expect(again.join(" ")).toMatch(/ --start-time \S+Z --run-seed 0\/perturbed --schedule d2\./u)
    const repeated = await cli(...again)
    expect(repeated.code).toBe(1)
    expect(repeated.out).toContain("found     by a stored failure")
    expect(commandOf(repeated.out)).toEqual(again)
    expect((await cli("explore", order, "--start-time", "never")).err).toContain(
      '--start-time is "never"',
    )
  })

  test.each(["document-review", "fan-out", "order-approval", "saga"])(
    "the example %s passes with the input that lies beside its handler",
    async (name) => {
      const { code, out } = await cli("explore", `examples/${name}/workflow.ts`, "--stub", ...few)
      expect(out).toContain(`input        examples/${name}/workflow.input.json`)
      expect({ code, out }).toMatchObject({ code: 0 })
    },
  )

  test("the example payment parses its answers: it is searched with an object, and with the one given", async () => {
    const payment = ["explore", "examples/payment/workflow.ts", "--stub", ...few]
    const unanswered = await cli(...payment)
    expect(unanswered.code).toBe(0)
    expect(unanswered.out).toContain("answered     callback charge-acme with {}.")
    const answer = 'charge-acme={"transactionId":"t-1","status":"APPROVED"}'
    const { out } = await cli(...payment, "--answer", answer)
    expect(out).toContain("SUCCEEDED")
  })

  test("a file beside the handler is the input, unless a flag or a scenario has one", async () => {
    const place = join(folder, "beside.mjs")
    writeFileSync(place, `export { handler } from ${JSON.stringify(order)}`)
    writeFileSync(join(folder, "beside.input.json"), '{"id":"o-9"}')
    const beside = await cli("run", place, "--answer", "approve=yes", "--json")
    expect(beside.out).toContain('{"paid":"o-9"}')
    const flag = await cli("run", place, "-i", '{"id":"o-7"}', "--answer", "approve=yes", "--json")
    expect(flag.out).not.toContain("o-9")
    writeFileSync(join(folder, "beside.input.json"), "{")
    const broken = await cli("run", place, "--answer", "approve=yes")
    expect(broken.code).toBe(2)
    expect(broken.err).toContain("beside.input.json is not JSON")
  })

  test("its help has no preset of the parser", async () => {
    const { out } = await cli("explore", "--help")
    expect(out).toContain("alone:")
    expect(out).not.toContain("preset")
  })

  test("a step that cannot run is named, and stubbed on request alone", async () => {
    const plain = await cli("explore", priced, ...few)
    expect(plain.out).toContain(
      "input        none. If the handler needs one, pass --input event.json",
    )
    expect(plain.code).toBe(1)
    expect(plain.out).toContain("mocked       function prices:live returns null.")
    expect(plain.out).toContain(
      "fails        step charge: Error: no credentials. If its body cannot run here, pass --stub, or --stub charge=value",
    )
    const stubbed = await cli("explore", priced, "--stub", ...few)
    expect(stubbed.code).toBe(0)
    expect(stubbed.out).toContain(
      "stubbed      step charge returns null, because its body fails: Error: no credentials",
    )
  })

  test.for([
    ["'no stock'", 'step charge: Unknown error (it threw "no stock", which is no Error). If its'],
    [
      "new Error('fetch failed', { cause: new Error('ECONNREFUSED') })",
      "step charge: Error: fetch failed (caused by Error: ECONNREFUSED). If its",
    ],
    [
      "new AggregateError([new Error('a'), new Error('b')], 'all')",
      "step charge: AggregateError: all (combining Error: a and Error: b). If its",
    ],
  ] as const)(
    "a step that throws %s is told with what the record leaves out",
    async ([thrown, told]) => {
      const path = join(folder, `throwing-${thrown.length}.ts`)
      writeFileSync(
        path,
        `import { withDurableExecution } from ${JSON.stringify(import.meta.resolve("@aws/durable-execution-sdk-js"))}
       export const handler = withDurableExecution(async (_event, context) =>
         context.step("charge", async () => { throw ${thrown} }, { retryStrategy: () => ({ shouldRetry: false }) }))`,
      )
      const { out } = await cli("explore", path, "-i", "{}", ...few)
      expect(out).toContain(told)
    },
  )

  test("a stub, a function and an answer take the place of assumptions", async () => {
    const flags = ["--stub", 'charge={"paid":true}', "--function", "prices:live=3"]
    const { code, out } = await cli("explore", priced, "-i", "{}", ...flags, ...few, "--json")
    const verdict = JSON.parse(out) as Printed
    expect({ code, passed: verdict.passed }).toEqual({ code: 0, passed: true })
    expect(verdict.assumptions).toEqual([
      expect.stringContaining("many.ts; all share the packages"),
      'stubbed      step charge returns {"paid":true}',
    ])
    expect(verdict.failure).toBeNull()
    const answered = await cli(
      "explore",
      order,
      "-i",
      '{"id":"o"}',
      "--answer",
      "approve=yes",
      ...few,
    )
    expect(answered.out).not.toContain("answered ")
    expect(answered.out).toContain('SUCCEEDED {"answer":"yes"')
  })
})

describe("each container of explore has variables of its own", () => {
  const remembers = fixture("remembers.ts")

  test.each(["skips", "caches", "counts", "imports"])(
    "a bug of the module's memory in %s is found",
    async (name) => {
      const { code, out } = await cli("explore", `${remembers}#${name}`, ...few)
      expect({ code, out }).toMatchObject({ code: 1 })
      expect(out).toContain("it depends on a variable outside of the handler")
      expect(out).toContain("fresh        each container loads its own copy of ")
      expect(out).toContain("remembers.ts and 1 file that it imports; all share the packages")
      const repeated = await cli(...commandOf(out))
      expect(repeated.code).toBe(1)
    },
  )

  test("all files of a handler are loaded anew, whatever they are and wherever it imports them", async () => {
    const files = {
      "whole.ts": handlerModule(`import { twice } from "./circle"
import data from "./data.json" with { type: "json" }
import { common } from "./common.cjs"
export const once = (): number => 1
export const handler = withDurableExecution(async (_event: unknown, context: any) => {
  const { next } = await import("./late.ts")
  const name = [data.count++, common.count++, next(), twice(), import.meta.filename.slice(-8)].join(" ")
  await context.step(name, async () => 1)
  await context.wait({ hours: 1 })
})`),
      "circle.ts": `import { once } from "./whole"
export const twice = (): number => once() + once()
`,
      "data.json": '{"count":10}',
      "common.cjs": "exports.common = { count: 20 }",
      "late.ts": "let count = 30\nexport const next = (): number => count++\n",
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { out } = await cli("explore", join(folder, "whole.ts"), ...few)
    expect(out).toContain('recorded with name "10 20 30 2 whole.ts", and the replay asks for name')
    expect(out).toContain("it depends on a variable outside of the handler")
    expect(out).toContain("whole.ts and 3 files that it imports; all share the packages")
  })

  test("files of CommonJS are loaded anew too", async () => {
    const common = join(folder, "alone.cjs")
    const sdk = createRequire(import.meta.url).resolve("@aws/durable-execution-sdk-js")
    writeFileSync(
      common,
      `const { withDurableExecution } = require(${JSON.stringify(sdk)})
let rate
exports.handler = withDurableExecution(async (_event, context) => {
  rate ??= await context.step("rate", async () => 7)
  await context.wait({ hours: 1 })
  return rate
})
`,
    )
    const { code, out } = await cli("explore", common, ...few)
    expect({ code, out }).toMatchObject({ code: 1 })
    expect(out).toMatch(/fresh {8}each container loads its own copy of .*alone\.cjs;/u)
  })

  test("without copies the search says what all runs have shared", async () => {
    const shared = ["explore", `${remembers}#skips`, "--modules", "shared", ...few]
    const { code, out } = await cli(...shared)
    expect(code).toBe(0)
    expect(out).toContain("not checked  state outside of the handler")
    expect(out).toMatch(/shared {7}all runs share the variables of .*remembers\.ts, as --modules/u)
  })

  test("a file that cannot be loaded twice is shared, unless copies are asked for", async () => {
    const once = join(folder, "once.mjs")
    writeFileSync(
      once,
      handlerModule(`if (globalThis.onceLoaded) throw new Error("the port is in use")
globalThis.onceLoaded = true
export const handler = withDurableExecution(async () => 1)`),
    )
    const { code, out } = await cli("explore", once, ...few)
    expect(code).toBe(0)
    expect(out).toContain("because a second copy cannot be loaded: the port is in use")
    const asked = await cli("explore", once, "--modules", "fresh", ...few)
    expect(asked).toMatchObject({ code: 2, out: "" })
    expect(asked.err).toContain("cannot be loaded: the port is in use. Pass --modules shared.")
  })

  test("files that take long to load are shared, and the command says so", async () => {
    const slow = join(folder, "slow.mjs")
    writeFileSync(
      slow,
      handlerModule(`await new Promise((done) => setTimeout(done, 100))
export const handler = withDurableExecution(async (_event, context) => {
  const key = Math.random()
  await context.wait({ hours: 1 })
  await context.step("ship " + key, async () => 1)
})`),
    )
    const { out } = await cli("explore", slow, ...few)
    expect(out).toMatch(/because loading a copy takes \d+ ms\. Pass --modules fresh/u)
    expect(commandOf(out)).toContain("--modules")
    expect((await cli("explore", slow, "--modules", "old")).code).toBe(2)
  })
})

test.for([
  [["--budget", "soon"], "--budget soon is not a time."],
  [["--budget", "0s"], "--budget 0s is not a time."],
  [["--max-schedules", "none"], "--max-schedules none is not a whole number from 1."],
  [["--shard", "4/3"], "--shard 4/3 is not a part."],
  [["--shard", "0/3"], "--shard 0/3 is not a part."],
] as const)("explore with %j ends with 2", async ([flags, message]) => {
  const { code, out, err } = await cli("explore", order, ...flags)
  expect({ code, out }).toEqual({ code: 2, out: "" })
  expect(err).toContain(message)
})

describe("real I/O that differs from run to run", () => {
  const counting = join(folder, "counting.mjs")
  const counted = join(folder, "counted.txt")
  writeFileSync(counted, "0")
  const code = `
    import { readFile, writeFile } from "node:fs/promises"
    const file = ${JSON.stringify(counted)}
    export const handler = withDurableExecution(async (_event, context) =>
      context.step("count", async () => {
        const count = Number(await readFile(file, "utf8"))
        await writeFile(file, String(count + 1))
        return count
      }),
    )`
  writeFileSync(counting, handlerModule(code))

  test("is no violation, and ends with 3", async () => {
    const { code: exitCode, out } = await cli("explore", counting, ...few)
    expect(exitCode).toBe(3)
    expect(out).toMatch(/^counting: not judged\n/u)
    expect(out).toMatch(/because step "count" returned \d+, then \d+\.$/mu)
    expect(out).not.toContain("violated")
  })

  test("is part of the JSON, and of what merge says", async () => {
    const { code: exitCode, out } = await cli("explore", counting, "--json", ...few)
    expect(exitCode).toBe(3)
    expect(JSON.parse(out)).toMatchObject({
      passed: false,
      failure: null,
      again: null,
      uncontrolled: { steps: ["count"] },
    })
    const file = join(folder, "uncontrolled.json")
    writeFileSync(file, out)
    const merged = await cli("merge", file)
    expect(merged.code).toBe(3)
    expect(merged.out).toContain("counting: 1 of 1 part not judged")
    expect(JSON.parse((await cli("merge", file, "--json")).out)).toMatchObject({
      passed: false,
      failures: [],
      undecided: [{ file }],
    })
  })
})

describe("merge makes one verdict of the parts of a search", () => {
  async function partOf(handler: string, part: string): Promise<string> {
    const { out } = await cli("explore", handler, "--shard", part, ...few, "--json")
    const path = join(folder, `${part.replace("/", "-of-")}.json`)
    writeFileSync(path, out)
    return path
  }

  test("parts that have passed make a verdict that has passed, with all their schedules", async () => {
    const handler = `${fixture("many.ts")}#small`
    const parts = [await partOf(handler, "1/2"), await partOf(handler, "2/2")]
    const merged = await cli("merge", ...parts)
    expect(merged.code).toBe(0)
    expect(merged.out).toMatch(/no violation\n {2}sampled +\d+ schedules in 2 parts/u)
    const { code, err } = await cli("merge", parts[0]!)
    expect(code).toBe(2)
    expect(err).toContain("The search has 2 parts, and 2/2 is missing.")
    const twice = await cli("merge", parts[0]!, parts[0]!)
    expect(twice.err).toContain("are the same part, 1/2.")
  })

  test("a part with a bug fails the whole", async () => {
    const file = await partOf(draws, "1/1")
    const { code, out } = await cli("merge", file, "--json")
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ passed: false, failures: [{ file }] })
    expect((await cli("merge", file)).out).toContain("1 of 1 part found a violation")
  })

  test("what is no verdict is refused", async () => {
    const path = join(folder, "other.json")
    writeFileSync(path, "{}")
    expect(await cli("merge", path)).toMatchObject({ code: 2, out: "" })
    expect((await cli("merge", join(folder, "none.json"))).err).toContain("does not exist")
  })
})
