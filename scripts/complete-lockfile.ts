/*
 * Adds to package-lock.json the binaries of other platforms that npm left out.
 *
 * A native tool (Oxlint, Rolldown, ...) names one optional package for each platform, by exact
 * version. npm writes them all into the lock file only if the registry offers them all; where a
 * mirror lacks some, or after npm/cli#4828, they are missing, and `npm ci` then refuses the file on
 * every platform. Their names say what they are for, so that nothing has to be asked for.
 *
 * Run it after an upgrade of such a tool: `npm run lockfile`.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./package-under-test.ts"

interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

interface Lockfile {
  packages: Record<string, LockedPackage>
}

const platformOfName =
  /(?<os>android|darwin|freebsd|linux|openharmony|win32)-(?<cpu>arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(?<abi>\w+))?$/

const path = join(root, "package-lock.json")
const lockfile = JSON.parse(readFileSync(path, "utf8")) as Lockfile
const additions: string[] = []

for (const [location, { dev, optionalDependencies = {} }] of Object.entries(lockfile.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    // A range is not a binary of the package itself.
    if (!/^\d/.test(version)) continue
    const found = resolve(location, name)
    if (found !== undefined && lockfile.packages[found]?.version === version) continue
    const added = found === undefined ? `node_modules/${name}` : `${location}/node_modules/${name}`
    lockfile.packages[added] = lockedBinary(name, version, dev === true)
    additions.push(added)
  }
}

// As npm orders them.
lockfile.packages = Object.fromEntries(
  Object.entries(lockfile.packages).toSorted(([a], [b]) => a.localeCompare(b, "en")),
)
writeFileSync(path, `${JSON.stringify(lockfile, null, 2)}\n`)
console.log(additions.length === 0 ? "Nothing was missing." : `Added:\n${additions.join("\n")}`)

/** Where Node finds `name` from `location`: its own `node_modules` first, then each one above. */
function resolve(location: string, name: string): string | undefined {
  const parents = location.split(/(?:^|\/)node_modules\//)
  return parents
    .map((_, depth) => [...parents.slice(0, parents.length - depth), name].join("/node_modules/"))
    .map((key) => key.replace(/^\//, ""))
    .find((key) => key in lockfile.packages)
}

function lockedBinary(name: string, version: string, dev: boolean): LockedPackage {
  const { os, cpu, libc } = platform(name)
  return {
    version,
    ...(cpu && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os }),
  }
}

function platform(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  if (name.endsWith("-wasm32-wasi")) return { cpu: ["wasm32"] }
  const { os, cpu, abi } = platformOfName.exec(name)?.groups ?? {}
  if (os === undefined || cpu === undefined) {
    throw new Error(`The name ${name} does not tell its platform.`)
  }
  return {
    os: [os],
    cpu: [cpu],
    ...(os === "linux" && abi !== undefined && { libc: [cLibrary(abi)] }),
  }
}

function cLibrary(abi: string): string {
  return abi.startsWith("musl") ? "musl" : "glibc"
}
