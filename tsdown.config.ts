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

/*
 * Each chunk costs Node a third of a millisecond when it is loaded. The bundler makes one for each set of
 * entries that share modules, of which most have a few lines: what nearly all entries load is one chunk here.
 * None of these imports anything else, or the chunks would import one another.
 */
const GROUND = [
  "text/(?:captured-stack|own-path|user-frames|errors|did-you-mean|duration|duration-text|elapsed)",
  "text/(?:environment|invalid-argument-error|option-kinds|options|matches-name)",
  "text/values/(?:show-value|file-slug|hash-text|shorten)",
  "service/(?:values/error-texts|wire/service-errors)",
  "world/(?:limits/(?:supported-runtime|spent-time)|events/fault-kind|clock/real-timers)",
  "world/globals/(?:patch/(?:shared|scope)|lambda/http-message)",
  "runner/(?:runner-parts|callbacks/error-object|options/refuse-detached)",
  "explore/(?:workers/error-data|report/number-text|verdict-listeners|nearest-passing)",
]

const config: UserConfig = defineConfig({
  entry,
  format: ["esm", "cjs"],
  platform: "node",
  // It is no peer by name: docs/decisions/0018.
  deps: { neverBundle: [/^@?vitest(?:\/|$)/u] },
  target: "node22",
  // Nobody imports the command, so it needs no types.
  dts: { entry: Object.values(entries).map((file) => file.slice(2)) },
  fixedExtension: true,
  failOnWarn: true,
  // What is said of the API stays in the types.
  outputOptions: {
    comments: false,
    codeSplitting: {
      groups: [{ name: "ground", test: new RegExp(`/src/(?:${GROUND.join("|")})\\.ts$`, "u") }],
    },
  },
})

export default config
