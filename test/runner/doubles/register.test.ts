import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { register } from "../../../src/register/index.ts"

const PLUGINS = "DURABLE_EXECUTION_PLUGINS"

beforeEach(() => {
  vi.stubEnv(PLUGINS, undefined)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

test("The register entry names the plugin by a URL that the SDK can import from anywhere", async () => {
  register()
  const plugins = process.env[PLUGINS] ?? ""
  expect(plugins).toMatch(/^file:\/\/\/[^,]*plugin\.(ts|cjs)$/)
  expect(await import(/* @vite-ignore */ plugins)).toHaveProperty("durableExecutionPluginProvider")
})

test("calling it again changes nothing", () => {
  register()
  const once = process.env[PLUGINS]
  register()
  expect(process.env[PLUGINS]).toBe(once)
})

test("plugins of others stay where they are", () => {
  vi.stubEnv(PLUGINS, " @acme/tracing , ,./local.mjs")
  register()
  const [first, second, third, ...rest] = (process.env[PLUGINS] ?? "").split(",")
  expect([first, second]).toEqual(["@acme/tracing", "./local.mjs"])
  expect(third).toContain("plugin")
  expect(rest).toEqual([])
})
