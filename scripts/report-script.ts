/*
 * The script of the report's page: src/report/browser, bundled into one text that the page inlines, in
 * src/report/page/script.ts. `npm run report:script` writes it; with `--check` it fails where the file is
 * not what would be written.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { build } from "tsdown"
import { root, temporaryFolder } from "./package-under-test.ts"

const file = join(root, "src/report/page/script.ts")
const folder = temporaryFolder()
mkdirSync(folder, { recursive: true })
await build({
  config: false,
  cwd: root,
  entry: { main: join(root, "src/report/browser/main.ts") },
  tsconfig: join(root, "src/report/browser/tsconfig.json"),
  outDir: folder,
  format: "iife",
  platform: "browser",
  target: "es2022",
  minify: true,
  dts: false,
  sourcemap: false,
  report: false,
  logLevel: "error",
  outputOptions: { entryFileNames: "main.js", comments: false },
})
const script = readFileSync(join(folder, "main.js"), "utf8").trim()
if (/<\/script|<!--/iu.test(script)) throw new Error("The script would end its own element.")
if (process.argv.includes("--check")) {
  const { SCRIPT } = (await import("../src/report/page/script.ts")) as { SCRIPT: string }
  if (SCRIPT !== script) {
    throw new Error(
      "src/report/page/script.ts is not what src/report/browser makes. Run `npm run report:script`.",
    )
  }
} else {
  const head = "/* Written by `npm run report:script` from src/report/browser. */\n"
  writeFileSync(file, `${head}export const SCRIPT: string = ${JSON.stringify(script)}\n`)
  execFileSync("oxfmt", [file])
}
console.log(`${script.length} characters`)
