/*
 * Gathers the pages of the site in `site/.pages`: the guides as they are in `docs`, the examples, the gallery of
 * bugs, the reference that TypeDoc makes, and the recordings that the playground steps through.
 */
import { execFileSync } from "node:child_process"
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "../package-under-test.ts"
import { relativeLink, withLinks } from "../page-links.ts"
import { recordings } from "./recordings.ts"

const site = join(root, "site")
const target = join(site, ".pages")

const guides = globSync("docs/*.md", { cwd: root })
const examples = globSync("examples/*/README.md", { cwd: root })

/** Each page of the repository that the site has, and where it stands there. */
const pages: ReadonlyMap<string, string> = new Map([
  ...guides.map((page) => [page, page.replace(/^docs\//u, "guides/")] as const),
  ...examples.map((page) => [page, page.replace(/\/README\.md$/u, ".md")] as const),
  ["CHANGELOG.md", "changelog.md"] as const,
  ["README.md", "guides/start.md"] as const,
])

rmSync(target, { recursive: true, force: true })
for (const [from, to] of pages) write(to, pageOf(from, to))
write("index.md", readFileSync(join(site, "index.md"), "utf8"))
write("playground.md", readFileSync(join(site, "playground.md"), "utf8"))
write("gallery.md", gallery())
write("public/recordings.json", JSON.stringify(await recordings()))
for (const file of ["llms.txt", "skills/durable-test-runner/SKILL.md"]) {
  write(join("public", file), readFileSync(join(root, file), "utf8"))
}
for (const folder of ["guides/images", "public/images"]) {
  cpSync(join(root, "docs/images"), join(target, folder), { recursive: true })
}
for (const picture of globSync("docs/*.svg", { cwd: root })) {
  cpSync(join(root, picture), join(target, picture.replace(/^docs\//u, "guides/")))
}
execFileSync("npx", ["typedoc", "--out", join(target, "public/reference")], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(target, path)), { recursive: true })
  writeFileSync(join(target, path), text)
}

/** A page as it stands in the repository, with links as they are on the site. */
function pageOf(page: string, to: string): string {
  return withLinks(readFileSync(join(root, page), "utf8"), page, (path, isPicture) => {
    const there = isPicture ? path.replace(/^docs\//u, "guides/") : pages.get(path)
    return there && relativeLink(to, there)
  })
}

/** Each bug of the zoo with the verdict that the suite pins. */
function gallery(): string {
  const golden = readFileSync(join(root, "test/golden/counterexamples.golden.txt"), "utf8")
  const bugs = golden.split(/\n+-{80}\n+/u).map((text) => {
    const [, name = "", invariant = ""] = /^(.*): ([\w-]+) is violated$/mu.exec(text) ?? []
    return { name, invariant, text: text.trim() }
  })
  const sections = bugs.map(
    ({ name, invariant, text }) =>
      `## ${name.slice(0, 1).toUpperCase()}${name.slice(1)}\n\nInvariant: \`${invariant}\`.\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  )
  return [
    "# Gallery of bugs",
    "",
    `\`explore\` finds each of these ${bugs.length} bugs in handlers whose plain run is fine. Its options are the defaults, except for the number of schedules. The suite of ` +
      "the project pins the printed verdicts word by word. [What it finds](./guides/exploring.md#what-it-finds) compares them with " +
      "the corrected handlers.",
    "",
    ...sections,
  ].join("\n")
}
