/*
 * The tarball as a user's tools see it: publint for the manifest, attw for the types under each way
 * of resolving a module.
 *
 * attw runs with the profile `node16`: Node's own resolution, ESM and CommonJS, and bundlers. The
 * resolution of Node 10 and older, which knows no `exports`, is left out: the package needs Node 22.
 */
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { extract, pack, readManifest, temporaryFolder } from "./package-under-test.ts"

const folder = temporaryFolder()
const tarball = pack(folder)

const unpacked = join(folder, "unpacked")
extract(tarball, unpacked)
const missing = targets(readManifest(unpacked).exports).filter(
  (target) => !existsSync(join(unpacked, target)),
)
if (missing.length > 0) {
  throw new Error(`The tarball lacks files that its exports name: ${missing.join(", ")}`)
}

execFileSync("publint", ["run", tarball, "--strict"], { stdio: "inherit" })
execFileSync("attw", [tarball, "--profile", "node16"], { stdio: "inherit" })

function targets(value: unknown): string[] {
  if (typeof value === "string") return [value]
  if (typeof value !== "object" || value === null) return []
  return Object.values(value).flatMap(targets)
}
