import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { lintProse } from "../../scripts/prose/lint-prose.ts"
import { publicDocs } from "../../scripts/prose/public-docs.ts"

const list = parse(readFileSync("scripts/prose/banned-turns.yml", "utf8")) as {
  rules: { pattern: string; specs: { from: string }[] }[]
}
const words = (count: number): string =>
  `${Array.from({ length: count }, (_, index) => `Word${index}`).join(" ")}.`

async function rulesFor(page: string): Promise<string[]> {
  const findings = await lintProse(page)
  return findings.map(({ rule, line }) => `${line} ${rule}`)
}

test.each(list.rules)(
  "the turn $pattern is found, also across the end of a line",
  async ({ specs }) => {
    for (const { from } of specs) {
      expect(await rulesFor(`# Page\n\nText, ${from}.\n`)).toEqual(["3 banned-turns"])
      expect(await rulesFor(`# Page\n\nText, ${from.replaceAll(" ", "\n")}.\n`)).toHaveLength(1)
      expect(await rulesFor(`| a | b |\n|---|---|\n| c | ${from} |\n`)).toEqual(["3 banned-turns"])
    }
  },
)

test("a turn within code is no prose", async () => {
  expect(await rulesFor("Text `so that` text.\n\n```ts\nconst a = 1 // so that\n```\n")).toEqual([])
})

test("a turn in a table that a script writes is left to the script", async () => {
  const table = "| a | b |\n|---|---|\n| c | fails for good |\n"
  const page = `<!-- zoo:begin -->\n\n${table}\n<!-- zoo:end -->\n\nIt ends for good.\n`
  expect(await rulesFor(page)).toEqual(["9 banned-turns"])
})

test("a sentence of more than 40 words is found, where it begins", async () => {
  expect(await rulesFor(`${words(40)} ${words(40)}\n`)).toEqual([])
  expect(await rulesFor(`${words(40)}\n${words(41)}\n`)).toEqual(["2 sentence-length"])
  expect(await rulesFor(`- item\n- ${words(41)}\n`)).toEqual(["2 sentence-length"])
  expect(await rulesFor(`${words(39)} \`a b c d e f\`\n`)).toEqual([])
})

test("a word that stands twice and a sentence that begins with there is are found", async () => {
  expect(await rulesFor("It ends the the run.\n")).toEqual(["1 write-good"])
  expect(await rulesFor("There is a limit.\n")).toEqual(["1 write-good"])
})

test("plain sentences pass", async () => {
  expect(await rulesFor("# Time\n\nThe run ends. It prints the timeline to `stdout`.\n")).toEqual(
    [],
  )
})

test("docstrings of what an entry exports are prose, at the lines where they stand", async () => {
  const docs = publicDocs([resolve("test/docs/fixtures/entry.ts")])
  expect(docs.map(({ file }) => file.replace(/.*\//, ""))).toEqual(["documented.ts"])
  const [{ page } = { page: "" }] = docs
  expect(await rulesFor(page)).toEqual([
    "1 banned-turns",
    "3 banned-turns",
    "8 banned-turns",
    "15 banned-turns",
  ])
  expect(page).toContain("- `{Error}` for `member`.")
})

test("an entry without exports is an error", () => {
  expect(() => publicDocs([resolve("test/docs/no-such-entry.ts")])).toThrow("exports nothing")
})
