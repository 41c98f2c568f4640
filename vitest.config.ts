import { type ViteUserConfig, defineConfig } from "vitest/config"

/** Resolves `durable-test-runner` to its own source, here and in whatever Node loads natively. */
const sourceCondition = "durable-test-runner-source"

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: [sourceCondition] },
  ssr: { resolve: { conditions: [sourceCondition] } },
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    pool: "forks",
    execArgv: [`--conditions=${sourceCondition}`],
  },
})

export default config
