import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./package-under-test.ts"

const SOURCE_CONDITION = "durable-test-runner-source"

/** What only serves who works on the package itself. */
const OF_DEVELOPMENT = ["scripts", "devDependencies", "allowScripts", "overrides"]

/**
 * Writes the package as it is published into a folder, from what the last build made. The manifest there
 * knows nothing of the sources, which the tarball does not have.
 */
export function writePublishedPackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const path of packedFiles()) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, path), target)
  }
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest
  for (const field of OF_DEVELOPMENT) delete manifest[field]
  manifest.exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([subpath, target]) => [subpath, published(target)]),
  )
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

interface Manifest extends Record<string, unknown> {
  exports: Record<string, unknown>
}

function published(target: unknown): unknown {
  if (typeof target !== "object" || target === null) return target
  return Object.fromEntries(Object.entries(target).filter(([name]) => name !== SOURCE_CONDITION))
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
