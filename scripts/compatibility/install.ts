import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../package-under-test.ts"

const INSTALL_TIMEOUT_MS = 240_000

/** False if the registry does not have what the framework needs, or not for this machine. */
export function install(packages: readonly string[], into: string): boolean {
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
  try {
    execFileSync("npm", ["install", ...flags, ...packages], {
      cwd: into,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: INSTALL_TIMEOUT_MS,
    })
    return true
  } catch {
    return false
  }
}

/** One installation for all projects, which lie in folders below it: the package, its peers and `packages`. */
export function installBeside(tarball: string, packages: readonly string[], folder: string): void {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    devDependencies: Readonly<Record<string, string>>
  }
  const sdk = "@aws/durable-execution-sdk-js"
  const all = new Set([tarball, `${sdk}@${devDependencies[sdk]}`, "fast-check@4", ...packages])
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }))
  if (!install([...all], folder)) throw new Error("Failed to install what is tried by npm.")
}
