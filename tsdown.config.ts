import { defineConfig, type UserConfig } from "tsdown"
import packageJson from "./package.json" with { type: "json" }

/*
 * The entries are those of package.json: each `exports` block with a `durable-test-runner-source`
 * condition is built from that file to the name its `import` condition promises. A new entry is one
 * block there and nothing here.
 */
const entry = Object.fromEntries(
  Object.values(packageJson.exports)
    .filter((target) => typeof target === "object")
    .map((target) => [
      target.import.default.replace(/^\.\/dist\/|\.mjs$/g, ""),
      target["durable-test-runner-source"],
    ]),
)

const config: UserConfig = defineConfig({
  entry,
  format: ["esm", "cjs"],
  platform: "node",
  target: "node22",
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: true,
  failOnWarn: true,
})

export default config
