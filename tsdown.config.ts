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

const config: UserConfig = defineConfig({
  entry,
  format: ["esm", "cjs"],
  platform: "node",
  target: "node22",
  // Nobody imports the command, so it needs no types.
  dts: { entry: Object.values(entries).map((file) => file.slice(2)) },
  fixedExtension: true,
  failOnWarn: true,
  // What is said of the API stays in the types.
  outputOptions: { comments: false },
})

export default config
