import { existsSync, globSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"

const MAP = "docs/internals/ARCHITECTURE.md"
const PAGES = [
  "AGENTS.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync("docs/internals").map((name) => `docs/internals/${name}`),
  ...readdirSync("docs/decisions").map((name) => `docs/decisions/${name}`),
]
const IN_REPOSITORY = /^(?:src|test|docs|scripts|examples|benchmarks)\//

/** Paths between backticks, but for those with a part to fill in. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, code = ""]) => code)
    .filter((code) => IN_REPOSITORY.test(code) && !code.includes("<"))
}

/** Files that a list of steps makes: "Write `src/service/operations/signal.ts`". */
function pathsToBeMade(text: string): string[] {
  return [...text.matchAll(/Write `([^`]+)`/g)].map(([, path = ""]) => path)
}

function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !target.startsWith("http"))
}

/** Folders that the drawing names, each below the one that it is indented under. */
function foldersDrawn(text: string): Set<string> {
  const [, drawing = ""] = /```text\nsrc\/\n(.*?)```/s.exec(text) ?? []
  const drawn = new Set<string>()
  let room = ""
  for (const line of drawing.split("\n")) {
    const [, column = ""] = /^ +((?:[a-z-]+\/(?: +|$))+)/.exec(line) ?? []
    const names = [...column.matchAll(/[a-z-]+/g)].map(([name]) => name)
    const isRoom = /^ {2}\S/.test(line)
    if (isRoom) room = names[0] ?? ""
    for (const name of names) {
      drawn.add(isRoom ? `src/${name}` : `src/${room}/${name}`)
    }
  }
  return drawn
}

/** Two levels: what is deeper is the matter of its room. */
function foldersOfSource(): string[] {
  return globSync(["src/*/", "src/*/*/"])
    .map((path) => path.replaceAll("\\", "/").replace(/\/$/, ""))
    .filter((path) => !path.endsWith(".ts"))
}

describe("the drawing of the rooms", () => {
  const drawn = foldersDrawn(readFileSync(MAP, "utf8"))

  test("names each folder of src, two levels deep", () => {
    expect(foldersOfSource().length).toBeGreaterThan(30)
    expect(foldersOfSource().filter((folder) => !drawn.has(folder))).toEqual([])
  })

  test("names only folders that exist", () => {
    expect([...drawn].filter((folder) => !existsSync(folder))).toEqual([])
  })
})

describe.each(PAGES)("%s", (page) => {
  const text = readFileSync(page, "utf8")

  test("names only paths that exist", () => {
    const made = new Set(pathsToBeMade(text))
    expect(pathsIn(text).filter((path) => !existsSync(path) && !made.has(path))).toEqual([])
  })

  test("links only to files that exist", () => {
    expect(linksIn(text).filter((target) => !existsSync(join(dirname(page), target)))).toEqual([])
  })
})

/** What a page says a file defines: "`Agenda` (`src/world/events/agenda.ts`)". */
function namesWithFiles(text: string): { name: string; file: string }[] {
  const found = text.matchAll(/`(?:\w+\.)?(\w+)(?:\([^`]*\))?`\s\(`(src\/[^`]+\.ts)`/g)
  return Array.from(found, ([, name = "", file = ""]) => ({ name, file }))
}

test("a name in front of its file on the map is defined in that file", () => {
  const named = namesWithFiles(readFileSync(MAP, "utf8"))
  expect(named.length).toBeGreaterThan(15)
  const wrong = named.filter(({ name, file }) => {
    const definition = new RegExp(
      String.raw`\b(?:function|class|const|interface|type)\s+${name}\b|^ {2}(?:async )?${name}[<(]`,
      "m",
    )
    return !definition.test(readFileSync(file, "utf8"))
  })
  expect(wrong).toEqual([])
  expect(namesWithFiles("`Agenda`\n(`src/a.ts`), `World.run(now)` (`src/b.ts`)")).toEqual([
    { name: "Agenda", file: "src/a.ts" },
    { name: "run", file: "src/b.ts" },
  ])
})

test("A folder of src has at most 18 files", () => {
  const files = globSync("src/**/*.ts").map((path) => path.replaceAll("\\", "/"))
  const counts = Object.groupBy(files, (path) => dirname(path))
  const crowded = Object.entries(counts).filter(([, inside = []]) => inside.length > 18)
  expect(files.length).toBeGreaterThan(400)
  expect(crowded.map(([folder]) => folder)).toEqual([])
})

test("the order of the rooms on the map is the order of the layer rules", () => {
  const [, order = ""] = /^(`text` ◄ .*) ◄ entries$/m.exec(readFileSync(MAP, "utf8")) ?? []
  const [, layers = ""] =
    /^const layers = \[([^\]]*)\]$/m.exec(readFileSync(".dependency-cruiser.mjs", "utf8")) ?? []
  expect(order.replaceAll("`", "").split(" ◄ ")).toEqual(
    Array.from(layers.matchAll(/"([^"]+)"/g), ([, name]) => name),
  )
})

test("the list of decisions links to each decision", () => {
  const list = readFileSync("docs/decisions/README.md", "utf8")
  const records = readdirSync("docs/decisions").filter((name) => name !== "README.md")
  expect(records.length).toBeGreaterThanOrEqual(10)
  expect(records.filter((name) => !list.includes(`(${name})`))).toEqual([])
  for (const name of records) {
    const text = readFileSync(`docs/decisions/${name}`, "utf8")
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    expect(headings, name).toEqual(["Context", "Decision", "Consequences"])
  }
})

test("scripts that the documentation for contributors names exist", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>
  }
  const pages = [
    ...PAGES,
    ".ci/run",
    ...globSync(".github/**/*.yml"),
    ".github/PULL_REQUEST_TEMPLATE.md",
  ]
  const named = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/npm run (?:--silent )?([a-z0-9:-]+)/g)].map(
      ([, script = ""]) => script,
    ),
  )
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((script) => scripts[script] === undefined)).toEqual([])
})
