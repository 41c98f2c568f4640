import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./package-under-test.ts"
import { relativeLink, withLinks } from "./page-links.ts"

const SOURCE_CONDITION = "durable-test-runner-source"

/** What only serves who works on the package itself. */
const OF_DEVELOPMENT = ["scripts", "devDependencies", "allowScripts", "overrides"]

/**
 * Packs the package as it is published; answers the path of the tarball. It is built before, unless
 * `DURABLE_TEST_RUNNER_BUILT` says that what `dist` holds is up to date.
 */
export function pack(folder: string): string {
  if (process.env["DURABLE_TEST_RUNNER_BUILT"] === undefined) {
    execFileSync("npm", ["run", "--silent", "build"], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
    })
  }
  const staged = join(folder, "published")
  writePublishedPackage(staged)
  const output = execFileSync(
    "npm",
    ["pack", "--json", "--loglevel=error", "--pack-destination", folder],
    { cwd: staged, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  )
  const [packed] = JSON.parse(output) as [{ filename: string }]
  return join(folder, packed.filename)
}

/**
 * Writes the package as it is published into a folder, from what the last build made. The manifest there
 * knows nothing of the sources, which the tarball does not have.
 */
export function writePublishedPackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const files = new Set(packedFiles())
  for (const path of files) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    if (path.endsWith(".md")) writeFileSync(target, pageOf(path, files))
    else cpSync(join(root, path), target)
  }
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest
  const published = without(OF_DEVELOPMENT, manifest)
  const exports = Object.entries(manifest.exports).map(([subpath, target]) => [
    subpath,
    typeof target === "string" ? target : without([SOURCE_CONDITION], target),
  ])
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ ...published, exports: Object.fromEntries(exports) as object }, undefined, 2)}\n`,
  )
}

/** A page whose links to files that are not published are plain text. */
function pageOf(page: string, files: ReadonlySet<string>): string {
  return withLinks(readFileSync(join(root, page), "utf8"), page, (path) =>
    files.has(path) ? relativeLink(page, path) : undefined,
  )
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | object>>
}

function without(names: readonly string[], object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}

/** The paths of the files that the field `files` of the manifest names. */
function packedFiles(): string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
  const [{ files }] = JSON.parse(output) as [{ files: readonly { path: string }[] }]
  return files.map(({ path }) => path)
}
