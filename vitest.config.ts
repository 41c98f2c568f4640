import { configDefaults, defineConfig, type ViteUserConfig } from "vitest/config"
import { fileURLToPath } from "node:url"
import { markdownTests, pagesWithTests } from "./scripts/markdown-tests.ts"

/** Resolves `durable-test-runner` to its own source, here and in whatever Node loads natively. */
const sourceCondition = "durable-test-runner-source"

// The workers and what the tests start load the sources in half of the time.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("node_modules/.cache/compiled", import.meta.url),
)

/**
 * Their tests share processes. The others have a process for each file: they replace globals, count what is
 * left behind, extend `expect`, look at what outlives a run, or load the package in their own way.
 */
const sharing = ["aws", "runner", "traces", "types"]
/** The same, and no option of a runner changes what they test. */
const plain = ["schedule", "service", "text"]
const testsIn = (folders: readonly string[]): string[] =>
  folders.map((folder) => `test/${folder}/**/*.test.ts`)

/** They compile, or start processes and threads, and no option of a runner changes what comes of that. */
const apart = [
  "test/cli/*.test.ts",
  "test/docs/*.test.ts",
  "test/explore/other-process.test.ts",
  "test/explore/workers/*.test.ts",
  "test/isolation/*.test.ts",
  "test/remote/*.test.ts",
  "test/replay/record/source-maps.test.ts",
  "test/serve/*.test.ts",
  "test/world/globals/patch/frozen-globals.test.ts",
  "test/world/limits/piped-output.test.ts",
  "test/world/limits/supported-runtime.test.ts",
  "test/world/limits/watchdog*.test.ts",
]

/**
 * Most of the suite's time. What they search by differs from run to run itself, in pages, latencies and
 * replays, so the runs of the suite with such variants leave them out by `--project`.
 */
const searching = ["test/explore/**/*.test.ts", "test/golden/counterexamples.test.ts"]

const config: ViteUserConfig = defineConfig({
  plugins: [markdownTests()],
  resolve: { conditions: [sourceCondition] },
  ssr: { resolve: { conditions: [sourceCondition] } },
  test: {
    projects: [
      { extends: true, test: { name: "shared", include: testsIn(sharing), isolate: false } },
      { extends: true, test: { name: "plain", include: testsIn(plain), isolate: false } },
      { extends: true, test: { name: "apart", include: apart } },
      {
        extends: true,
        test: {
          name: "searches",
          include: searching,
          exclude: [...configDefaults.exclude, ...apart],
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: [
            "test/**/*.test.ts",
            "examples/**/*.test.ts",
            ...pagesWithTests("README.md", "docs/*.md", "skills/*/*.md"),
          ],
          exclude: [
            ...configDefaults.exclude,
            ...testsIn([...sharing, ...plain]),
            ...apart,
            ...searching,
          ],
        },
      },
    ],
    pool: "forks",
    // What handlers print is worth reading where a test fails. What is skipped is told past the console.
    silent: "passed-only",
    // Vitest leaves one processor to itself, which is half of a small machine.
    maxWorkers: "100%",
    setupFiles: process.env["FUZZ_FACTOR"] === undefined ? [] : ["test/support/longer-fuzz.ts"],
    // How long a test takes is up to the machine, and no test says anything of it.
    testTimeout: 60_000,
    // Tests of warnings see them all the same: only Node prints them no more.
    execArgv: [`--conditions=${sourceCondition}`, "--disable-warning=DurableTestRunnerWarning"],
  },
})

export default config
