import { defineConfig, type ViteUserConfig } from "vitest/config"

const conditions = ["durable-test-runner-source"]

/** What needs a browser: `npm run check:report`. */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/report/browser/*.check.ts"],
    pool: "forks",
    testTimeout: 60_000,
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
  },
})

export default config
