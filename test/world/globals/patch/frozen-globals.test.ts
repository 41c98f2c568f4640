import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"

const script = fileURLToPath(new URL("fixtures/freeze.ts", import.meta.url))

type Moment = "before the import" | "before the run" | "in the run"

/** What runs, a replay check and an exploration come to where something is frozen, and what stays patched. */
async function freeze(
  what: string,
  moment: Moment,
  ...nodeOptions: readonly string[]
): Promise<Record<string, string>> {
  const { NODE_OPTIONS: _, VITEST: __, DURABLE_TEST_RUNNER_DEFAULTS: ___, ...env } = process.env
  const options = ["--conditions=durable-test-runner-source", "--no-warnings", ...nodeOptions]
  const args = [...options, script, what, moment]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  const lines = stdout.trimEnd().split("\n")
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/su).slice(0, 2)))
}

/** Two hours in virtual time: one of the wait, and the seeded number of the first run. */
const VIRTUAL = "[3600000,3600000,0.8426412852097044]"

const undisturbed = {
  run: VIRTUAL,
  again: VIRTUAL,
  check: "true",
  explore: "true",
  left: "nothing",
}

describe("a run goes on where a frozen built-in needs no replacement (C9)", () => {
  test.for([
    ["Math,Date,crypto,performance,AbortSignal", "before the run"],
    ["Math,Date,Crypto,AbortSignal,Promise,JSON", "in the run"],
    ["crypto,Error,Atomics,console", "before the import"],
    ["Error,Atomics", "in the run"],
  ] as const)("%s, frozen %s", async ([what, moment]) => {
    const { check, ...ends } = await freeze(what, moment)
    const { check: isDeterministic, ...expected } = undisturbed
    const isReplayed = !what.includes("JSON")
    expect(ends).toEqual(isReplayed ? expected : { ...expected, explore: ends["explore"] })
    if (isReplayed) expect(check).toBe(isDeterministic)
    else expect(check).toContain("FrozenGlobalsError: Failed to start a run: ")
  })
})

describe("a run that cannot replace what is frozen is refused, and replaces nothing (C9)", () => {
  test.for([
    ["Math", "before the import", "Math is frozen, so Math.random cannot be replaced"],
    ["Crypto", "before the import", "so Crypto.prototype.randomUUID and Crypto.prototype.get"],
    ["DatePrototype", "before the run", "so Date.prototype.constructor cannot be replaced"],
    ["globalDate", "before the run", "globalThis is frozen, so globalThis.Date cannot"],
    ["process", "before the run", "process is frozen, so process.env cannot"],
    ["Performance", "before the run", "so Performance.prototype.timeOrigin cannot be replaced"],
    ["IntlDateTimeFormat,Math", "before the run", "so Intl.DateTimeFormat.prototype.format and"],
  ] as const)("%s, frozen %s", async ([what, moment, words]) => {
    const { run, again, check, explore, left } = await freeze(what, moment)
    expect(run).toContain("FrozenGlobalsError: Failed to start a run: ")
    expect(run).toContain(words)
    expect(run).toContain(
      moment === "before the run" ? "guard the Object.freeze" : "Load durable-test-runner before",
    )
    expect([again, check]).toEqual([run, run])
    expect(explore).toContain(words)
    expect(left).toBe("nothing")
  })

  test("the text names the objects and the ways out, also for --frozen-intrinsics", async () => {
    const { run } = await freeze("nothing", "before the run", "--frozen-intrinsics")
    expect(run).toBe(
      "FrozenGlobalsError: Failed to start a run: Date and Math are frozen, so Date.now and Math.random cannot be replaced, " +
        "and code of the run would read the real clock, draw real random numbers or go by unseen. " +
        "Load durable-test-runner before whatever freezes them (as a set-up file of the test framework, " +
        "or by node --import durable-test-runner/register), and start Node without --frozen-intrinsics.",
    )
  })
})

describe("a run whose code freezes what has to be put back says so once, and the next one goes on (C9)", () => {
  test.for([
    ["DatePrototype", "Date.prototype.constructor", "constructor"],
    ["globalDate", "globalThis.Date", "Date"],
    ["process", "process.env", "env"],
    ["Performance,Math", "Performance.prototype.timeOrigin", "timeOrigin"],
    [
      "console",
      "node:console.Console, node:console.log, node:console.info, node:console.debug, node:console.warn, " +
        "node:console.error and 13 others",
      "Console",
    ],
  ] as const)("%s", async ([what, properties, left]) => {
    const { run, ...others } = await freeze(what, "in the run")
    expect(run).toContain("FrozenGlobalsError: The code under test has frozen ")
    expect(run).toContain(`during the run, so ${properties} cannot be put back.`)
    expect(run).toContain("The replacement stays in this process, where it calls the original")
    expect({ run: VIRTUAL, ...others }).toEqual({ ...undisturbed, left })
  })
})

test("a replay check that cannot watch what is frozen is refused, while runs go on (C9)", async () => {
  const { run, check } = await freeze("JSON", "before the run")
  expect(run).toBe(VIRTUAL)
  expect(check).toContain("JSON is frozen, so JSON.stringify and JSON.parse cannot be replaced")
})
