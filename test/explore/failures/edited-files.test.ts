import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { FailureStoreError } from "durable-test-runner/errors"
import { explore } from "durable-test-runner/explore"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { expectRejection } from "../../runner/expect-error.ts"

let charges = 0
const charging = withDurableExecution((_event: unknown, context: DurableContext) =>
  context.step("charge", async () => void charges++),
)

let directory = ""
const file = (): string => join(directory, "checkout.json")
const edit = (change: (text: string) => string): void =>
  writeFileSync(file(), change(readFileSync(file(), "utf8")))

const exploring = () =>
  explore(charging, {
    name: "checkout",
    failures: directory,
    prepare: () => void (charges = 0),
    observe: () => charges,
    maxSchedules: 200,
    maxShrinkRuns: 20,
    progress: false,
  })

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "edited-failures-"))
  expect((await exploring()).failure).toBeDefined()
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe("a stored schedule that cannot be read is an error that names the file (E20)", () => {
  test.each([
    ["cut", (schedule: string) => schedule.slice(0, -1)],
    ["with another choice", (schedule: string) => schedule.replace(/^d2\.[^.]*/u, "$&.9")],
    ["that is no schedule", () => "none"],
    ["that is empty", () => ""],
  ])("one %s", async (_what, change) => {
    edit((text) =>
      text.replace(/("schedule": ")([^"]*)/u, (_all, before: string, schedule: string) => {
        return before + change(schedule)
      }),
    )
    const error = await expectRejection(exploring(), FailureStoreError)
    expect(error.file).toBe(file())
    expect(error.message).toContain(
      `Failed to read the stored failures in ${file()}: the schedule of failure 1 cannot be read`,
    )
  })
})

test.each([
  ["a byte order mark in front", (text: string) => `\u{FEFF}${text}`],
  [
    "a byte order mark and Windows' ends of lines",
    (text: string) => `\u{FEFF}${text.replaceAll("\n", "\r\n")}`,
  ],
  ["empty lines in front and behind", (text: string) => `\n\n${text}\n\n`],
])("a file of stored failures with %s is read as if it had none", async (_what, change) => {
  edit(change)
  const { failure } = await exploring()
  expect(failure?.foundBy).toBe("stored")
})
