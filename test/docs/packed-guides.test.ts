import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { describe, expect, test } from "vitest"

/** The files that `npm pack` would put into the tarball. */
function packedFiles(): ReadonlySet<string> {
  const text = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  })
  const [{ files }] = JSON.parse(text) as [{ files: readonly { path: string }[] }]
  return new Set(files.map(({ path }) => path))
}

/** The files that a page links to, by their paths in the repository. */
function linksOf(page: string): string[] {
  const prose = readFileSync(page, "utf8").replaceAll(/```.*?```/gsu, "")
  return [...prose.matchAll(/\]\((?!https?:)([^)#\s]+)/gu)].map(([, target = ""]) =>
    posix.join(posix.dirname(page), target),
  )
}

describe("the links between README and guides work in the tarball (G7)", () => {
  const packed = packedFiles()
  const guides = [...packed].filter((path) => /^docs\/[\w-]+\.md$/u.test(path))

  test("which has the guides, and neither tests nor internals", () => {
    expect(guides.length).toBeGreaterThan(12)
    const others = [...packed].filter((path) => /^(test|examples|scripts|docs\/\w+\/)/u.test(path))
    expect(others).toEqual([])
  })

  test("an index for agents names each guide once, and a skill", () => {
    const links = linksOf("llms.txt")
    expect(links).toContain("skills/durable-test-runner/SKILL.md")
    expect(links.filter((path) => path.startsWith("docs/")).toSorted()).toEqual(guides.toSorted())
  })

  test.each(["README.md", "llms.txt", ...guides])("%s", (page) => {
    const links = linksOf(page)
    expect(links.filter((path) => !existsSync(path))).toEqual([])
    const toGuides = links.filter((path) => /^(?:docs\/[\w-]+\.\w+$|skills\/)/u.test(path))
    expect(toGuides.filter((path) => !packed.has(path))).toEqual([])
  })
})
