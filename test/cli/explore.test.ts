import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { cli, fixture } from "./command-line.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const order = fixture("order.ts")
const draws = fixture("draws.ts")
const priced = `${fixture("many.ts")}#priced`
const few = ["--max-schedules", "30"]

const folder = temporaryFolder()

interface Printed {
  readonly passed: boolean
  readonly message: string
  readonly assumptions: readonly string[]
  readonly failure: { readonly schedule: string } | null
  readonly again: string | null
}

describe("explore works with nothing but a handler", () => {
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
    const [, again = ""] =
      /Run this schedule again:\n {2}npx durable-test-runner (.*)\n/u.exec(out) ?? []
    const repeated = await cli(...again.split(" "))
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
      expect(out).toContain(`handler: ${invariant} is violated`)
      expect(out).toMatch(/^ {2}1 {2}\+0s {2,}service {2,}invokes durable-function$/mu)
      expect(out).toMatch(/^ {2}replay {4}await runner\.replaySchedule\("d2\./mu)
    },
  )

  test.each(["document-review", "fan-out", "order-approval", "saga"])(
    "the example %s passes with the input that lies beside its handler",
    async (name) => {
      const { code, out } = await cli("explore", `examples/${name}/workflow.ts`, "--stub", ...few)
      expect(out).toContain(`input        examples/${name}/workflow.input.json`)
      expect({ code, out }).toMatchObject({ code: 0 })
    },
  )

  test("the example payment fails with the answers that nobody gave, and passes with one", async () => {
    const payment = ["explore", "examples/payment/workflow.ts", "--stub", ...few]
    const unanswered = await cli(...payment)
    expect(unanswered.code).toBe(1)
    expect(unanswered.out).toContain("answered     callback charge-acme with no result.")
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
    expect(broken.err).toContain("beside.input.json is no JSON")
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

  test("a stub, a function and an answer take the place of assumptions", async () => {
    const flags = ["--stub", 'charge={"paid":true}', "--function", "prices:live=3"]
    const { code, out } = await cli("explore", priced, "-i", "{}", ...flags, ...few, "--json")
    const verdict = JSON.parse(out) as Printed
    expect({ code, passed: verdict.passed }).toEqual({ code: 0, passed: true })
    expect(verdict.assumptions).toEqual(['stubbed      step charge returns {"paid":true}'])
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

test.for([
  [["--budget", "soon"], "--budget soon is no time."],
  [["--budget", "0s"], "--budget 0s is no time."],
  [["--max-schedules", "none"], "--max-schedules none is no whole number from 1."],
  [["--shard", "4/3"], "--shard 4/3 is no part."],
  [["--shard", "0/3"], "--shard 0/3 is no part."],
] as const)("explore with %j ends with 2", async ([flags, message]) => {
  const { code, out, err } = await cli("explore", order, ...flags)
  expect({ code, out }).toEqual({ code: 2, out: "" })
  expect(err).toContain(message)
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
    expect((await cli("merge", join(folder, "none.json"))).err).toContain("There is no file")
  })
})
