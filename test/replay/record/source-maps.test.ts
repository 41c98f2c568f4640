import { execFile } from "node:child_process"
import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { build } from "tsdown"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

const source = fileURLToPath(new URL("fixtures/bundled-handler.ts", import.meta.url))
const root = fileURLToPath(new URL("../../..", import.meta.url))
const script = fileURLToPath(new URL("fixtures/check-bundle.ts", import.meta.url))

let folder = ""

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "durable-test-runner-")))
  // A bundle that does not hold the SDK has to find it.
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction")
})

afterAll(() => rmSync(folder, { recursive: true }))

interface Bundle {
  readonly name: string
  readonly sourcemap: true | "inline"
  readonly holdsSdk: boolean
  readonly minify: boolean
}

async function bundle({ name, sourcemap, holdsSdk, minify }: Bundle): Promise<string> {
  await build({
    config: false,
    entry: { [name]: source },
    outDir: folder,
    format: "esm",
    platform: "node",
    dts: false,
    clean: false,
    logLevel: "silent",
    deps: holdsSdk ? { alwaysBundle: [/.*/u], onlyBundle: false } : { neverBundle: [/durable/u] },
    sourcemap,
    minify,
  })
  return join(folder, `${name}.mjs`)
}

/** In a process of its own: the test framework maps what it loads by itself. */
async function check(path: string, ...options: readonly string[]): Promise<unknown> {
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--conditions=durable-test-runner-source",
      "--no-warnings",
      ...options,
      script,
      pathToFileURL(path).href,
    ],
    { env },
  )
  const { kind, sites } = JSON.parse(stdout) as {
    kind: string
    sites: ({ file: string; line: number } | null)[]
  }
  const lines = readFileSync(source, "utf8").split("\n")
  const named = sites.map((site) =>
    site?.file === source ? lines[site.line - 1]?.trim() : (site?.file ?? "none"),
  )
  return { kind, named }
}

const expected = {
  kind: "clock",
  named: [
    "return `charge ${id} at ${Date.now()}`",
    "return context.step(nameOf(order), async () => order.id)",
    "return context.step(nameOf(order), async () => order.id)",
  ],
}

describe("the lines of a bundled handler are those of its source", { timeout: 60_000 }, () => {
  test("A bundled handler with a separate source map gives the lines of its source", async () => {
    const path = await bundle({
      name: "external",
      sourcemap: true,
      holdsSdk: false,
      minify: false,
    })
    expect(readFileSync(path, "utf8")).toContain("//# sourceMappingURL=external.mjs.map")
    expect(await check(path)).toEqual(expected)
    expect(await check(path, "--enable-source-maps")).toEqual(expected)
  })

  test("A minified handler with an inline source map gives the lines of its source", async () => {
    const path = await bundle({
      name: "inline",
      sourcemap: "inline",
      holdsSdk: false,
      minify: true,
    })
    expect(readFileSync(path, "utf8")).toContain("//# sourceMappingURL=data:application/json")
    expect(await check(path)).toEqual(expected)
  })

  test("A map beside the bundle is read where the bundle does not name it (G15)", async () => {
    // As `esbuild --sourcemap=external` leaves the two.
    const path = await bundle({ name: "unnamed", sourcemap: true, holdsSdk: false, minify: true })
    const code = readFileSync(path, "utf8")
    writeFileSync(path, code.replace(/^\/\/# sourceMappingURL=.*$/mu, ""))
    expect(readFileSync(path, "utf8")).not.toContain("sourceMappingURL")
    expect(await check(path)).toEqual(expected)
  })

  test("A broken map beside the bundle is none", async () => {
    const path = await bundle({ name: "broken", sourcemap: true, holdsSdk: false, minify: false })
    writeFileSync(path, readFileSync(path, "utf8").replace(/^\/\/# sourceMappingURL=.*$/mu, ""))
    writeFileSync(`${path}.map`, "{")
    expect(await check(path)).toEqual({ kind: "clock", named: [path, path, path] })
  })

  test("A bundled handler without a source map gives the lines of the bundle", async () => {
    const path = await bundle({ name: "lost", sourcemap: true, holdsSdk: false, minify: false })
    rmSync(`${path}.map`)
    expect(await check(path)).toEqual({ kind: "clock", named: [path, path, path] })
  })

  test("A handler that is bundled with the SDK gives the lines of its source", async () => {
    const path = await bundle({ name: "whole", sourcemap: true, holdsSdk: true, minify: false })
    expect(readFileSync(path, "utf8")).not.toContain('from "@aws/durable-execution-sdk-js"')
    expect(await check(path)).toEqual(expected)
  })
})
