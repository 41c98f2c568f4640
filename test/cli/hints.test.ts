import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { cli, fixture } from "./command-line.ts"

const order = fixture("order.ts")
const priced = `${fixture("many.ts")}#priced`
const folder = temporaryFolder()

function handlerOf(name: string, body: string): string {
  const path = join(folder, name)
  const sdk = import.meta.resolve("@aws/durable-execution-sdk-js")
  writeFileSync(
    path,
    `import { withDurableExecution } from ${JSON.stringify(sdk)}
export const handler = withDurableExecution(async (event, context) => { ${body} })
`,
  )
  return path
}

describe("run names the flag for what the handler lacked", () => {
  test("a function, and a step whose body fails", async () => {
    const first = await cli("run", priced, "-i", "{}")
    expect(first.code).toBe(1)
    expect(first.err).toBe(
      "\nhint    Nobody has the function prices:live. Pass --function prices:live=value for its result\n",
    )
    const second = await cli("run", priced, "-i", "{}", "--function", "prices:live=1", "--json")
    expect(JSON.parse(second.out)).toMatchObject({
      hints: [
        "The body of step charge failed. If it cannot run here, pass --stub charge=value for its result",
      ],
    })
    const both = ["--function", "prices:live=1", "--stub", "charge=2"]
    const third = await cli("run", priced, "-i", "{}", ...both, "--json")
    expect(third.code).toBe(0)
    expect(JSON.parse(third.out)).not.toHaveProperty("hints")
  })

  test("a callback that timed out, one in a branch and one without a name", async () => {
    const waits = handlerOf(
      "waits.mjs",
      `await context.runInChildContext("desk", async (desk) =>
         desk.waitForCallback("approve", async () => {}, { timeout: { days: 1 } }))`,
    )
    const { err } = await cli("run", waits, "-i", "{}")
    expect(err).toContain(
      "hint    Callback approve timed out. Pass --answer approve=text, or --fail approve\n",
    )
    const nameless = handlerOf(
      "nameless.mjs",
      "const [answer] = await context.createCallback({ timeout: { days: 1 } }); await answer",
    )
    expect((await cli("run", nameless, "-i", "{}")).err).toBe("")
  })

  test("names with spaces and quotes are quoted for the shell", async () => {
    const spaced = handlerOf(
      "spaced.mjs",
      `const once = { retryStrategy: () => ({ shouldRetry: false }) }
       await context.step("create account", async () => { throw new Error("offline") }, once).catch(() => 0)
       await context.step("ann's seat", async () => { throw new Error("offline") }, once).catch(() => 0)
       await context.waitForCallback("verify email", async () => {}, { timeout: { days: 1 } })`,
    )
    const { err } = await cli("run", spaced, "-i", "{}")
    expect(err).toContain("pass --stub 'create account=value' for its result")
    expect(err).toContain("pass --stub 'ann'\\''s seat=value' for its result")
    expect(err).toContain("Pass --answer 'verify email=text', or --fail 'verify email'")
    const { out } = await cli("explore", spaced, "-i", "{}", "--max-schedules", "3")
    expect(out).toContain("pass --stub, or --stub 'create account=value'")
    expect(out).toContain("Pass --answer 'verify email=text' for another one")
  })

  test("an input that is missing, in run and in init", async () => {
    const cart = handlerOf("cart.mjs", "return event.items.length")
    const { code, err } = await cli("run", cart)
    expect(code).toBe(1)
    expect(err).toMatch(/hint {4}The handler got no input\. .*cart\.input\.json\n$/u)
    const written = await cli("init", cart)
    expect(written).toMatchObject({ code: 0 })
    expect(written.err).toMatch(/cart\.input\.json\. Then pass --force to overwrite the test\.\n$/u)
    const fed = await cli("init", cart, "-i", '{"items":[1]}', "--force")
    expect(fed.code).toBe(0)
    expect(fed.err).not.toContain("input")
  })
})

describe("run tells of flags that were not used as they were typed", () => {
  test("an answer for another name exits 1 with the one that was meant", async () => {
    const { code, err } = await cli("run", order, "-i", '{"id":"o"}', "--answer", "aprove=yes@5h")
    expect(code).toBe(1)
    expect(err).toContain(
      '  --answer aprove was scripted and no callback took it. Did you mean "approve"?',
    )
    expect(err).toContain(
      'callback "approve": pass --answer approve=text or --fail approve=message, or give it a time-out',
    )
    const timed = handlerOf(
      "timed.mjs",
      `await context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } })`,
    )
    const late = await cli("run", timed, "-i", "{}", "--answer", "aprove=yes")
    expect(late.err).toContain(
      '--answer aprove: no callback has that name; the handler created "approve". Did you mean "approve"?',
    )
    expect(late.err).not.toContain("allowUnusedScripts")
  })

  test("each kind of them, and a scenario's by the call that it stands for", async () => {
    const approved = ["run", order, "-i", '{"id":"o"}', "--answer", "approve=yes"]
    for (const [flag, value] of [
      ["--fail", "refund=Refused"],
      ["--heartbeat", "refund=1h"],
      ["--timeout", "refund"],
    ] as const) {
      const { code, err } = await cli(...approved, flag, value)
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(`  ${flag} refund: `) })
    }
    const stub = await cli(...approved, "--stub", "chrage=1")
    expect(stub.code).toBe(1)
    expect(stub.err).toContain("--stub chrage")
    const file = join(folder, "refund.json")
    writeFileSync(file, '{"callbacks":{"refund":[{"succeed":"yes"}]}}')
    const scenario = await cli(...approved, "--scenario", file)
    expect(scenario.err).toContain('completeCallback("refund"')
  })
})
