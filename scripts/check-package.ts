/*
 * The tarball as a user's tools see it: publint for the manifest, attw for the types under each way
 * of resolving a module.
 *
 * attw runs with the profile `node16`: Node's own resolution, ESM and CommonJS, and bundlers. The
 * resolution of Node 10, which knows no `exports`, is the default of TypeScript 5 for `module: CommonJS`,
 * common with ts-jest: the compiler itself checks it. `main`, `types` and `typesVersions` are for it.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  entrySpecifiers,
  extract,
  readManifest,
  root,
  temporaryFolder,
} from "./package-under-test.ts"
import { pack } from "./published-package.ts"

/** In kB, 1,000 bytes each: the size when it was last looked at, and a tenth. Raise it where it is worth it. */
const TARBALL_LIMIT_KB = 900

const folder = temporaryFolder()
const tarball = pack(folder)

const tarballKb = statSync(tarball).size / 1_000
console.log(`The tarball has ${tarballKb.toFixed(0)} of ${TARBALL_LIMIT_KB} kB.`)
if (tarballKb > TARBALL_LIMIT_KB) throw new Error("The tarball is larger than its limit.")

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
checkNode10()

/** A compiler with `module: CommonJS` and the resolution that TypeScript 5 has by default for it. */
function checkNode10(): void {
  const project = join(folder, "node10")
  const modules = join(project, "node_modules")
  const manifest = readManifest(unpacked)
  mkdirSync(modules, { recursive: true })
  symlinkSync(unpacked, join(modules, manifest.name), "junction")
  for (const dependency of ["@aws", "@aws-sdk", "@types", "fast-check"]) {
    symlinkSync(join(root, "node_modules", dependency), join(modules, dependency), "junction")
  }
  const imports = entrySpecifiers(manifest).map(
    (specifier, index) =>
      `import * as entry${index} from "${specifier}"\nexport const names${index}: keyof typeof entry${index} extends never ? never : true = true\n`,
  )
  writeFileSync(join(project, "entries.ts"), imports.join(""))
  const options =
    "--noEmit --strict --skipLibCheck --module commonjs --moduleResolution node10 --ignoreDeprecations 6.0 --target es2023 --types node"
  execFileSync("tsc", [...options.split(" "), "entries.ts"], { cwd: project, stdio: "inherit" })
  console.log(`${imports.length} entries resolve with the resolution of Node 10.`)
}

function targets(value: unknown): string[] {
  if (typeof value === "string") return [value]
  if (typeof value !== "object" || value === null) return []
  return Object.values(value).flatMap(targets)
}
