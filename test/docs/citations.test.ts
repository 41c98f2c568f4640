import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"

type Page = "service" | "exploration"

interface Citation {
  readonly page: Page
  /** "3.2"; "13 row 4" and "3.1 step 6" for a row or a step of it. */
  readonly section: string
}

const ROOM_OF_THE_SERVICE = /^(?:src|test)\/service\//
const EXPLICIT =
  /(exploration|service(?:-spec)?)\.md(?:, | \()section (\d+(?:\.\d+)?)(?:,? (row|step) (\d+))?/g
const OF_THE_SPECIFICATION =
  /section (\d+(?:\.\d+)?) of the (?:service's )?specification|specification,? (?:section )?(\d+\.\d+)/g
const IN_THE_ROOM = /section (\d+(?:\.\d+)?)(?:,? (row|step) (\d+))?/g
const IN_BRACKETS = /(?<!\w)\((?:section )?(\d+\.\d+(?:,? (?:row|step) \d+)?(?:, \d+\.\d+)*)\)/g

/** What a file cites. In the room of the service a number alone means the specification. */
function citationsIn(file: string, source: string): Citation[] {
  const text = source.replaceAll(/\n\s*(?:\*|\/\/) ?/g, " ")
  const found: Citation[] = []
  const cite = (page: Page, number: string, part?: string, index?: string): void => {
    found.push({ page, section: part === undefined ? number : `${number} ${part} ${index}` })
  }
  for (const [, page, number = "", part, index] of text.matchAll(EXPLICIT)) {
    cite(page === "exploration" ? "exploration" : "service", number, part, index)
  }
  for (const [, before, after = ""] of text.matchAll(OF_THE_SPECIFICATION)) {
    cite("service", before ?? after)
  }
  if (!ROOM_OF_THE_SERVICE.test(file)) return found
  for (const [, number = "", part, index] of text.matchAll(IN_THE_ROOM)) {
    cite("service", number, part, index)
  }
  for (const [, list = ""] of text.matchAll(IN_BRACKETS)) {
    for (const [, number = "", part, index] of list.matchAll(
      /(\d+\.\d+)(?:,? (row|step) (\d+))?/g,
    )) {
      cite("service", number, part, index)
    }
  }
  return found
}

/** Everything that can be cited of a page: its sections, the rows of their tables, their numbered steps. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  let section = ""
  for (const line of text.split("\n")) {
    const [, heading] = /^#{2,3} (\d+(?:\.\d+)?)\.? /.exec(line) ?? []
    if (heading !== undefined) {
      section = heading
      anchors.add(section)
    }
    const [, row] = /^\| (\d+)\*? \|/.exec(line) ?? []
    if (row !== undefined) anchors.add(`${section} row ${row}`)
    const [, step] = /^(\d+)\. /.exec(line) ?? []
    if (step !== undefined) anchors.add(`${section} step ${step}`)
  }
  return anchors
}

function anchorsOfPage(page: Page): Set<string> {
  return anchorsOf(readFileSync(`docs/internals/${page}.md`, "utf8"))
}

function sourcesIn(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name).replaceAll("\\", "/"))
      .filter((path) => path.endsWith(".ts")),
  )
}

const SELF = "test/docs/citations.test.ts"
const cited = sourcesIn("src", "test")
  .filter((file) => file !== SELF)
  .map((file) => ({ file, citations: citationsIn(file, readFileSync(file, "utf8")) }))

describe("comments and test titles that cite the internal documentation", () => {
  test("cite only sections, rows and steps that exist", () => {
    const anchors = {
      service: anchorsOfPage("service"),
      exploration: anchorsOfPage("exploration"),
    }
    const broken = cited.flatMap(({ file, citations }) =>
      citations
        .filter(({ page, section }) => !anchors[page].has(section))
        .map(({ page, section }) => `${file}: ${page}.md, section ${section}`),
    )
    expect(broken).toEqual([])
  })

  test("are found by the search of this test: more than a hundred in over fifty files", () => {
    const citing = cited.filter(({ citations }) => citations.length > 0)
    expect(citing.length).toBeGreaterThan(50)
    expect(citing.flatMap(({ citations }) => citations).length).toBeGreaterThan(100)
  })

  test("never name a specification by a file that is not in the repository", () => {
    const strangers = sourcesIn("src", "test")
      .filter((file) => file !== SELF)
      .filter((file) => /service-spec\.md|faults\.md|design\.md/.test(readFileSync(file, "utf8")))
    expect(strangers).toEqual([])
  })
})

describe("citationsIn", () => {
  test.each([
    ["src/aws/x.ts", "/** (docs/internals/service.md, section 1.5). */", ["1.5"]],
    ["src/aws/x.ts", "/** A number alone (1.5) means nothing here. */", []],
    ["src/service/x.ts", "/** Tokens (section 3.2). */", ["3.2", "3.2"]],
    ["src/service/x.ts", "// Tokens (3.2).", ["3.2"]],
    ["test/service/x.ts", "expect(ratio).toBeCloseTo(0.75)", []],
    ["test/service/x.ts", `describe("paging (2.2, 9.1)")`, ["2.2", "9.1"]],
    [
      "src/service/x.ts",
      "/**\n * Retries (section 2.4, and section\n * 13 row 4). */",
      ["2.4", "13 row 4"],
    ],
    ["src/service/x.ts", "/** (section 13, row 21). */", ["13 row 21"]],
    ["src/service/x.ts", "/** Its own timers (3.1, step 6). */", ["3.1 step 6"]],
    ["test/a.ts", "// section 4.4 of the service's specification", ["4.4"]],
    ["test/a.ts", "// see specification 4.4", ["4.4"]],
  ])("finds in %s what it cites: %s", (file, source, sections) => {
    expect(citationsIn(file, source).map(({ section }) => section)).toEqual(sections)
  })

  test("tells the page about exploration from the specification of the service", () => {
    expect(citationsIn("src/x.ts", "/**\n * exploration.md, section 3 */")).toEqual([
      { page: "exploration", section: "3" },
    ])
  })
})

test("a section, a row or a step that a page lacks is no anchor of it", () => {
  const anchors = anchorsOf("## 3. Checks\n### 3.1 Order\n1. first\n## 13. Rows\n| 4* | text |\n")
  expect([...anchors]).toEqual(["3", "3.1", "3.1 step 1", "13", "13 row 4"])
})
