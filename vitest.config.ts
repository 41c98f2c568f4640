import { type ViteUserConfig, defineConfig } from "vitest/config"
import { markdownTests, pagesWithTests } from "./scripts/markdown-tests.ts"

/** Resolves `durable-test-runner` to its own source, here and in whatever Node loads natively. */
const sourceCondition = "durable-test-runner-source"

const config: ViteUserConfig = defineConfig({
  plugins: [markdownTests()],
  resolve: { conditions: [sourceCondition] },
  ssr: { resolve: { conditions: [sourceCondition] } },
  test: {
    include: [
      "test/**/*.test.ts",
      "examples/**/*.test.ts",
      ...pagesWithTests("README.md", "docs/*.md"),
    ],
    pool: "forks",
    // Vitest leaves one processor to itself, which is half of a small machine.
    maxWorkers: "100%",
    setupFiles: process.env["FUZZ_FACTOR"] === undefined ? [] : ["test/support/longer-fuzz.ts"],
    // How long a test takes is up to the machine, and no test says anything of it.
    testTimeout: 60_000,
    execArgv: [`--conditions=${sourceCondition}`],
  },
})

export default config
