import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { defineConfig, type UserConfig } from "tsdown"
import packageJson from "./package.json" with { type: "json" }

/*
 * The entries are those of package.json: each `exports` block with a `durable-test-runner-source`
 * condition is built from that file to the name its `import` condition promises. A new entry is one
 * block there and nothing here.
 */
const entries = Object.fromEntries(
  Object.values(packageJson.exports)
    .filter((target) => typeof target === "object")
    .map((target) => [
      target.import.default.replace(/^\.\/dist\/|\.mjs$/g, ""),
      target["durable-test-runner-source"],
    ]),
)

/** The command of `bin`, whose name there is `dist/cli.mjs`. */
const entry = { ...entries, cli: "./src/cli/bin.ts" }

/** The bundler cannot leave them out of the maps of the types. */
function dropSources(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".map"))) {
    const path = join(folder, file)
    const map = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>
    delete map["sourcesContent"]
    writeFileSync(path, JSON.stringify(map))
  }
}

const config: UserConfig = defineConfig({
  entry,
  format: ["esm", "cjs"],
  platform: "node",
  target: "node22",
  // Nobody imports the command, so it needs no types.
  dts: { sourcemap: true, entry: Object.values(entries).map((file) => file.slice(2)) },
  sourcemap: true,
  fixedExtension: true,
  failOnWarn: true,
  // The tarball has the sources: maps lead there, and comments are read there and in the types.
  outputOptions: { comments: false },
  hooks: {
    "build:done": ({ options: { outDir } }) => dropSources(outDir),
  },
})

export default config
