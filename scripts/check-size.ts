/*
 * What loading each entry costs: the entry and every file of dist that it imports statically, ESM,
 * compressed as a registry would send them. A limit is the size when it was last looked at and a tenth:
 * raise it where what was added is worth it. Needs `npm run build` first.
 */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { readManifest, root } from "./package-under-test.ts"

/** In kB, 1,000 bytes each. */
const LIMITS_KB: Readonly<Record<string, number>> = {
  index: 200,
  explore: 210,
  replay: 43,
  scenario: 20,
  errors: 63,
  aws: 16,
  register: 32,
  "explore-worker": 218,
  "fast-check": 28,
  vitest: 210,
  jest: 210,
  report: 55,
  remote: 69,
  endpoint: 20,
}

const IMPORT = /^(?:import|export)\b[^"]*?"(\.[^"]+)"/gmu

const manifest = readManifest(root)
const names = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === "object")
  .map(([subpath]) => (subpath === "." ? "index" : subpath.slice(2)))

const sizes = names.map((name) => ({
  name,
  sizeKb: sizeOf(join(root, "dist", `${name}.mjs`)) / 1_000,
  limitKb: LIMITS_KB[name],
}))
for (const { name, sizeKb, limitKb } of sizes) {
  console.log(`${name.padEnd(16)} ${sizeKb.toFixed(1).padStart(7)} kB of ${limitKb ?? "?"} kB`)
}
const problems = [
  ...sizes.flatMap(({ name, sizeKb, limitKb }) => {
    if (limitKb === undefined) return [`The entry ${name} has no limit. Add one to LIMITS_KB.`]
    if (sizeKb <= limitKb) return []
    return [
      `The entry ${name} loads ${sizeKb.toFixed(1)} kB, more than its limit of ${limitKb} kB.`,
    ]
  }),
  ...Object.keys(LIMITS_KB)
    .filter((name) => !names.includes(name))
    .map((name) => `LIMITS_KB has ${name}, which is no entry of package.json.`),
]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function sizeOf(entry: string): number {
  const seen = new Set<string>()
  const visit = (file: string): number => {
    if (seen.has(file)) return 0
    seen.add(file)
    const code = readFileSync(file, "utf8")
    const imported = Array.from(code.matchAll(IMPORT), ([, path = ""]) => join(dirname(file), path))
    return gzipSync(code).length + imported.reduce((sum, path) => sum + visit(path), 0)
  }
  return visit(entry)
}
