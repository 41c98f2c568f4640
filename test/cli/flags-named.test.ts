import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, describe, expect, test, vi } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { cli, cliWith } from "./command-line.ts"

const folder = temporaryFolder()
const sdk = JSON.stringify(import.meta.resolve("@aws/durable-execution-sdk-js"))
let handlers = 0

function moduleOf(text: string): string {
  const path = join(folder, `handler-${handlers++}.mjs`)
  writeFileSync(path, text)
  return path
}

const handlerOf = (body: string): string =>
  moduleOf(`import { withDurableExecution } from ${sdk}
export const handler = withDurableExecution(async (event, context) => { ${body} })
`)

const approved = handlerOf(
  `const [answer] = await context.createCallback("approve", { timeout: { days: 1 } })
   await Promise.race([answer, context.wait("patience", { hours: 2 })])
   await context.wait("rest", { hours: 5 })`,
)

/** Texts of the API, which nobody at a command line can follow. */
const OF_THE_API =
  /\brunner\.|registerFunction\(|mockFunction\(|mockStep\(|allowUnusedScripts|an option of the runner|\{ after|pass \{ |Pass \{ |\(input, prepare\)|without: \[/u

interface Case {
  readonly args: readonly string[]
  readonly says: string | RegExp
  readonly defaults?: object
}

const limited = (name: string, example: string): RegExp =>
  new RegExp(
    `On the command line the environment sets (?:it|them), such as DURABLE_TEST_RUNNER_DEFAULTS='[^']*"${name}":${example}`,
    "u",
  )

const cases: Readonly<Record<string, Case>> = {
  "an answer for no callback": {
    args: ["run", approved, "-i", "{}", "--answer", "aprove=yes"],
    says: '--answer aprove: no callback has that name; the handler created "approve". Did you mean "approve"?',
  },
  "an answer that comes after the end": {
    args: ["run", approved, "-i", "{}", "--answer", "approve=yes@8h"],
    says: "Answer it in a scenario file with expectRefused: true if it is late on purpose (--scenario)",
  },
  "an answer that the service refuses": {
    args: ["run", approved, "-i", "{}", "--answer", "approve=yes@25h"],
    says: /expectRefused: true/u,
  },
  "a callback without a time-out that is to time out": {
    args: [
      "run",
      handlerOf('const [answer] = await context.createCallback("approve"); await answer'),
      ...["-i", "{}", "--timeout", "approve"],
    ],
    says: "or force the time-out with --timeout name@24h",
  },
  "a callback that nobody answers": {
    args: [
      "run",
      handlerOf('const [answer] = await context.createCallback("approve"); await answer'),
      ...["-i", "{}"],
    ],
    says: "pass --answer approve=text or --fail approve=message",
  },
  "one flag for two callbacks": {
    args: [
      "run",
      handlerOf(
        'for (const _ of [1, 2]) { const [answer] = await context.createCallback("approve"); await answer }',
      ),
      ...["-i", "{}", "--answer", "approve=yes"],
    ],
    says: "each flag answers one callback, so repeat it for each",
  },
  "a timer that would answer": {
    args: [
      "run",
      handlerOf(
        'await context.waitForCallback("approve", async () => { setTimeout(() => {}, 60_000) })',
      ),
      ...["-i", "{}"],
    ],
    says: "pass --answer name=text@60000ms",
  },
  "a stub for no step": {
    args: [
      "run",
      handlerOf('await context.step("charge", async () => 1)'),
      "-i",
      "{}",
      "--stub",
      "chage=1",
    ],
    says: 'Did you mean "charge"?',
  },
  "a function that nobody has": {
    args: [
      "run",
      handlerOf(
        'await context.invoke("ask", "prices:live", {}).catch(() => {}); const [answer] = await context.createCallback("approve"); await answer',
      ),
      ...["-i", "{}"],
    ],
    says: "Pass --function prices:live=value for its result",
  },
  "too many events": {
    args: ["run", handlerOf('for (;;) await context.step("poll", async () => 1)'), "-i", "{}"],
    defaults: { maxEvents: 50 },
    says: limited("maxEvents", "\\d+"),
  },
  "a promise that never settles": {
    args: ["run", handlerOf("await new Promise(() => {})"), "-i", "{}"],
    defaults: { handlerTimeoutMs: 20 },
    says: limited("handlerTimeoutMs", "\\d+"),
  },
  "invocations that all fail": {
    args: ["run", handlerOf("process.exit(1)"), "-i", "{}"],
    defaults: { maxFailedInvocations: 2 },
    says: limited("maxFailedInvocations", "\\d+"),
  },
  "an exploration without a run that succeeds": {
    args: [
      ...["explore", handlerOf('throw new Error("no input")'), "-i", "{}"],
      ...["--max-schedules", "20"],
    ],
    says: "Pass what the handler needs (--input, --function, --stub, --answer).",
  },
  "a start that is no time": {
    args: ["explore", approved, "--start-time", "tomorrow"],
    says: /^--start-time is "tomorrow"/mu,
  },
}

afterEach(() => {
  vi.unstubAllEnvs()
})

test.for(Object.entries(cases))(
  "the command line names the flag, or the variable, for %s",
  async ([, { args, says, defaults }]) => {
    if (defaults !== undefined) {
      vi.stubEnv("DURABLE_TEST_RUNNER_DEFAULTS", JSON.stringify(defaults))
    }
    const { code, out, err } = await cli(...args)
    expect(code).toBeGreaterThan(0)
    const told = `${out}\n${err}`
    expect(told).toMatch(says)
    expect(err).not.toMatch(OF_THE_API)
  },
)

const many = handlerOf(
  `await context.invoke("ask", "prices:live", {}).catch(() => 0)
   await context.step("charge", async () => 1)
   await context.waitForCallback("approve", async () => {}, { timeout: { days: 1 } }).catch(() => "late")`,
)

describe("a flag with a name that the handler does not use is told, with the name that is near", () => {
  test.for([
    ["--answer", "aprove=yes", 'callback "aprove"', "approve"],
    ["--fail", "approved=no", 'callback "approved"', "approve"],
    ["--stub", "chrge=1", 'step "chrge"', "charge"],
    ["--function", "price:live=1", 'function "price:live"', "prices:live"],
  ] as const)("explore %s %s", async ([flag, value, what, near]) => {
    const { out } = await cli("explore", many, "-i", "{}", "--max-schedules", "5", flag, value)
    expect(out).toContain(`  unused       the run used no ${what}; those that it used are `)
    expect(out).toContain(`Did you mean "${near}"?\n`)
    expect(out).not.toContain("stubbed ")
  })

  test("explore with names that the handler uses", async () => {
    const flags = ["--answer", "approve=yes", "--stub", "charge=1", "--stub", "approve=1"]
    const { out } = await cli(
      ...["explore", many, "-i", "{}", "--max-schedules", "5"],
      ...[...flags, "--function", "prices:live=1"],
    )
    expect(out).not.toContain("unused")
  })

  test("explore with a name that is near to none", async () => {
    const args = ["--max-schedules", "5", "--stub", "reserve=1"]
    const { out } = await cli("explore", many, "-i", "{}", ...args)
    expect(out).toContain(
      '  unused       the run used no step "reserve"; those that it used are "charge" and "approve-submitter".\n',
    )
  })

  test("run --function, also where the execution succeeds", async () => {
    const { code, err } = await cli("run", many, "-i", "{}", "--function", "price:live=1")
    expect(code).toBe(0)
    expect(err).toContain(
      'hint    A flag --function is of no use: the run used no function "price:live"; those that it used are "prices:live". Did you mean "prices:live"?',
    )
  })
})

test.for([
  [80, 80],
  [20, 40],
] as const)("the rows of run fit into a terminal of %i columns", async ([columns, width]) => {
  const wide = handlerOf(
    'await context.step("a step with a long name, which has a long result", async () => "x".repeat(300))',
  )
  const rows = (out: string): string[] => out.split("\n\n")[0]?.split("\n") ?? []
  const env = { NO_COLOR: "1" }
  const told = await cliWith({ isTTY: true, columns, env }, "run", wide, "-i", "{}")
  expect(
    Math.max(
      ...rows(told.out)
        .slice(1)
        .map(({ length }) => length),
    ),
  ).toBe(width)
  const piped = await cliWith({ columns, env }, "run", wide, "-i", "{}")
  expect(Math.max(...rows(piped.out).map(({ length }) => length))).toBeGreaterThan(120)
})
